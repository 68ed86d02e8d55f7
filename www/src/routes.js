// SPDX-License-Identifier: ISC
// Every page: its address, its element, what loads it, and which entry of the navigation it belongs to. `open` pages need no account.
/** @type {import("./router.js").Row[]} */
export const ROUTES = [
  { path: "/login", tag: "lud-page-login", load: () => import("./pages/login.js"), open: true },
  { path: "/", tag: "lud-page-dashboard", load: () => import("./pages/dashboard.js"), nav: "dashboard" },
  { path: "/projects", tag: "lud-page-projects", load: () => import("./pages/projects.js"), nav: "projects" },
  { path: "/projects/new", tag: "lud-page-new", load: () => import("./pages/new.js"), nav: "projects" },
  { path: "/projects/:id", tag: "lud-page-project", load: () => import("./pages/project.js"), nav: "projects" },
  { path: "/projects/:id/agents/:agent", tag: "lud-page-agent", load: () => import("./review/agent.js"), nav: "projects" },
  { path: "/projects/:id/checkpoints/:checkpoint", tag: "lud-page-review", load: () => import("./review/page.js"), nav: "approvals" },
  { path: "/projects/:id/:view", tag: "lud-page-project", load: () => import("./pages/project.js"), nav: "projects" },
  { path: "/approvals", tag: "lud-page-approvals", load: () => import("./review/approvals.js"), nav: "approvals" },
  { path: "/settings", tag: "lud-page-settings", load: () => import("./pages/settings.js"), nav: "settings" },
  { path: "/settings/:part", tag: "lud-page-settings", load: () => import("./pages/settings.js"), nav: "settings" },
  { path: "/admin", tag: "lud-page-admin", load: () => import("./pages/admin.js"), nav: "admin" },
  { path: "/admin/:part", tag: "lud-page-admin", load: () => import("./pages/admin.js"), nav: "admin" },
];
