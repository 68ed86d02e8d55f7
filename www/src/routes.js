// SPDX-License-Identifier: ISC
// Every page: its address, its element, what loads it, and which entry of the navigation it belongs to; `ahead` names what it will read, so that it is asked
// for while the page itself is on its way. `open` pages need no account.
const everywhere = ["/checkpoints?limit=100", "/users/me/notifications?limit=50"];
const ofProject = ({ id }) => ["/events?limit=100", "", "/graph", "/checkpoints?limit=100", "/outputs?limit=100", "/usage"].map((path) => `/projects/${id}${path}`);
const ofAgent = (params) => ["", "/outputs?limit=100", "/logs?limit=100"].map((path) => `/agents/${params.agent}${path}`).concat(ofProject(params));
/** The store of the project and the review itself read some of it, each for itself. */
const ofReview = ({ id, checkpoint }) => ofProject({ id }).concat(["/checkpoints?limit=100", "/outputs?limit=100", "/graph", "/members?limit=100"].map((path) => `/projects/${id}${path}`), ["", "/comments?limit=100"].map((path) => `/checkpoints/${checkpoint}${path}`));

/** @type {import("./router.js").Row[]} */
export const ROUTES = [
  { path: "/login", tag: "lud-page-login", load: () => import("./pages/login.js"), open: true },
  { path: "/", tag: "lud-page-dashboard", load: () => import("./pages/dashboard.js"), nav: "dashboard", ahead: () => ["/projects?limit=100", "/users/me/budget", ...everywhere] },
  { path: "/projects", tag: "lud-page-projects", load: () => import("./pages/projects.js"), nav: "projects" },
  { path: "/projects/new", tag: "lud-page-new", load: () => import("./pages/new.js"), nav: "projects" },
  { path: "/projects/:id", tag: "lud-page-project", load: () => import("./pages/project.js"), nav: "projects", ahead: ofProject },
  { path: "/projects/:id/agents/:agent", tag: "lud-page-agent", load: () => import("./review/agent.js"), nav: "projects", ahead: ofAgent },
  { path: "/projects/:id/checkpoints/:checkpoint", tag: "lud-page-review", load: () => import("./review/page.js"), nav: "approvals", ahead: ofReview },
  { path: "/projects/:id/:view", tag: "lud-page-project", load: () => import("./pages/project.js"), nav: "projects", ahead: ofProject },
  { path: "/approvals", tag: "lud-page-approvals", load: () => import("./review/approvals.js"), nav: "approvals", ahead: () => everywhere },
  { path: "/settings", tag: "lud-page-settings", load: () => import("./pages/settings.js"), nav: "settings" },
  { path: "/settings/:part", tag: "lud-page-settings", load: () => import("./pages/settings.js"), nav: "settings" },
  { path: "/admin", tag: "lud-page-admin", load: () => import("./pages/admin.js"), nav: "admin" },
  { path: "/admin/:part", tag: "lud-page-admin", load: () => import("./pages/admin.js"), nav: "admin" },
];
