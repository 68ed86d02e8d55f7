// SPDX-License-Identifier: ISC
// The plain page: signs in, lists projects, makes a game, shows agents at work, takes decisions, opens the game.
// Foreign text reaches the document only as text nodes.
import { accessToken, ApiError, call, renew, signIn, signOut, streamTicket } from "./api.js";
import { connect } from "./live.js";
import { current, t, toggle } from "./text.js";

const main = document.getElementById("main");
const TOGETHER_MS = 150; // events that come close together are one look
let leave = null; // ends what a page keeps open
let view = 0; // rises with every change of page, so that what an older page fetched is dropped

// el("a", {href: "…"}, child…): an element; strings become text nodes, null is left out.
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((c) => c != null));
  return node;
}
const sheet = (title, ...children) => el("section", { class: "sheet" }, el("h2", {}, title), ...children);
const badge = (status) => el("span", { class: `badge ${status}` }, t(status));

function say(text) {
  const line = document.getElementById("say");
  line.textContent = text;
  if (text) setTimeout(() => { if (line.textContent === text) line.textContent = ""; }, 6000);
}
function explain(error) {
  if (!(error instanceof ApiError)) return say(t("away"));
  if (error.status === 401 && error.code !== "REAUTH_REQUIRED" && !location.hash.startsWith("#/sign-in")) { say(t("ended")); return go("#/sign-in"); }
  return say([error.message, ...error.details.map((d) => `${d.field}: ${d.message}`)].join(" — "));
}
function go(hash) { if (location.hash === hash) show(); else location.hash = hash; }

// A form whose button is held while it is sent; what went wrong is said, what was typed stays.
function form(children, send) {
  return el("form", { class: "inside", onsubmit: async (event) => {
    event.preventDefault();
    const button = event.submitter;
    button.disabled = true;
    try { await send(Object.fromEntries(new FormData(event.target)), button.value); } catch (error) { explain(error); } finally { button.disabled = false; }
  } }, ...children);
}
const field = (label, input) => el("label", {}, label, input);

function signInPage() {
  document.getElementById("sign-out").hidden = true;
  main.replaceChildren(el("div", { class: "narrow" }, sheet(t("sign_in"), form([
    field(t("email"), el("input", { name: "email", type: "email", required: true, autocomplete: "username", autofocus: true })),
    field(t("password"), el("input", { name: "password", type: "password", required: true, autocomplete: "current-password" })),
    el("div", { class: "actions" }, el("button", { class: "first" }, t("sign_in"))),
  ], async ({ email, password }) => { await signIn(email, password); go("#/"); }))));
}

// What an admin's link opens: making an account, or setting a new password. The token stands behind the #, which no server sees.
function linkPage(word, token) {
  const invited = word === "invitation";
  document.getElementById("sign-out").hidden = true;
  main.replaceChildren(el("div", { class: "narrow" }, sheet(t(word), form([
    invited ? field(t("email"), el("input", { name: "email", type: "email", required: true, autocomplete: "username", autofocus: true })) : null,
    invited ? field(t("name"), el("input", { name: "name", required: true, maxlength: 255, autocomplete: "name" })) : null,
    field(t("new_password"), el("input", { name: "password", type: "password", required: true, minlength: 10, autocomplete: "new-password" })),
    el("div", { class: "actions" }, el("button", { class: "first" }, t(word))),
  ], async (fields) => {
    await call("POST", invited ? "/auth/register" : "/auth/reset", invited ? { ...fields, invitation: token } : { ...fields, token });
    say(t("now_sign_in"));
    go("#/sign-in");
  }))));
}
const linkOf = () => /^#(invitation|reset)=([\w-]+)$/.exec(location.hash);

function projectRow(p) {
  return el("li", {}, el("a", { class: "row", href: `#/projects/${p.id}` }, el("b", {}, p.name),
    el("progress", { max: 100, value: p.progress, "aria-label": `${p.progress} %` }), badge(p.pending_checkpoints ? "waits" : p.status)));
}

function newGame() {
  const count = el("span", { class: "muted" });
  const area = el("textarea", { name: "description", required: true, minlength: 50, maxlength: 20000, oninput: () => { count.textContent = `${[...area.value].length} ${t("characters")}`; } });
  return sheet(t("new_game"), form([
    field(t("name"), el("input", { name: "name", required: true, maxlength: 255 })),
    field(t("concept"), area), count,
    el("label", { class: "actions" }, el("span", {}, el("input", { type: "checkbox", name: "review" }), " ", t("review"))),
    el("div", { class: "actions" }, el("button", { class: "first" }, t("make"))),
  ], async ({ name, description, review }) => {
    const config = { language: current(), ...(review ? {} : { checkpoints: [] }) };
    const project = await call("POST", "/projects", { name, concept: { description, platform: "web", scope: "mvp" }, config });
    await call("POST", `/projects/${project.id}/start`);
    go(`#/projects/${project.id}`);
  }));
}

async function projectsPage(mine) {
  const { items } = await call("GET", "/projects?limit=100");
  if (mine !== view) return;
  main.replaceChildren(el("div", { class: "head" }, el("h1", {}, t("projects"))),
    sheet(t("projects"), items.length ? el("ul", { class: "rows" }, items.map(projectRow)) : el("p", { class: "inside" }, t("none"))), newGame());
}

const agentName = (a) => (t(`agent_${a.type}`) === `agent_${a.type}` ? a.title ?? a.type : t(`agent_${a.type}`));
const opened = new Set(); // leaders whose workers are shown

function agentRow(a, sub = false) {
  const row = el("li", { class: `row agent${sub ? " sub" : ""}` }, el("span", {}, sub ? a.task ?? a.type : agentName(a)), el("progress", { max: 100, value: a.progress, "aria-label": a.type }),
    el("span", { class: "muted" }, `${a.progress} %`), badge(a.status));
  const workers = a.sub_agents ?? [];
  if (!workers.length) return [row];
  const done = workers.filter((w) => w.status === "completed").length;
  return [row, el("li", {}, el("details", { open: opened.has(a.id), ontoggle: (event) => { if (event.target.open) opened.add(a.id); else opened.delete(a.id); } },
    el("summary", { class: "sub" }, `${done} / ${workers.length} ${t("workers")}`), el("ul", { class: "rows" }, workers.flatMap((w) => agentRow(w, true)))))];
}

// A document as nested lists: readable for any shape. The database keeps no order of members, so what people look for first comes first.
const FIRST = ["title", "tagline", "genre_family", "genre_reason", "core_loop", "player_fantasy", "win", "lose", "must_have", "must_not", "verdict", "recommendation", "score", "checklist", "must_fix", "params"];
const place = (key) => (FIRST.indexOf(key) + 1 || FIRST.length + 1);
function documentOf(value) {
  if (Array.isArray(value)) return el("ul", {}, value.map((v) => el("li", {}, documentOf(v))));
  if (value && typeof value === "object") return el("dl", {}, Object.entries(value).sort(([a], [b]) => place(a) - place(b)).flatMap(([k, v]) => [el("dt", {}, k.replaceAll("_", " ")), el("dd", {}, documentOf(v))]));
  return String(value ?? "—");
}

async function reviewSheet(c, refresh) {
  const output = c.output?.output_id ? await call("GET", `/outputs/${c.output.output_id}`) : null;
  const box = sheet(`${t("waiting")}: ${c.title} (${t("revision")} ${c.revision})`,
    el("div", { class: "inside" },
      el("p", {}, c.output?.summary ?? ""),
      (c.answers ?? []).length ? el("div", {}, el("h3", {}, t("answers")), documentOf(c.answers)) : null,
      output ? el("div", { class: "doc", tabindex: "0", role: "region", "aria-label": c.title }, documentOf(output.content?.document ?? {})) : null),
    form([
      field(t("feedback"), el("textarea", { name: "feedback", maxlength: 20000 })),
      field(t("your_password"), el("input", { name: "password", type: "password", required: true, autocomplete: "current-password" })),
      el("div", { class: "actions" }, ["approve", "request-changes", "reject"].map((verb, i) =>
        el("button", { name: "verb", value: verb, class: i ? "" : "first" }, t(["approve", "changes", "reject"][i])))),
    ], async ({ feedback, password }, verb) => {
      await call("POST", `/checkpoints/${c.id}/${verb}`, { revision: c.revision, password, ...(feedback ? { feedback } : {}) });
      say(t("sent"));
      await refresh();
    }));
  box.classList.add("waits");
  return box;
}

async function gameSheet(id) {
  const build = await call("GET", `/projects/${id}/build`).catch((error) => { if (error.status === 404) return null; throw error; });
  if (!build) return null;
  return sheet(t("game"), el("iframe", { class: "game", src: build.play_url, sandbox: "allow-scripts", allow: "autoplay; fullscreen", title: t("game") }),
    el("div", { class: "inside" }, el("div", { class: "actions" }, el("a", { class: "button", href: build.play_url, target: "_blank", rel: "noopener" }, t("play_tab")),
      el("a", { class: "button", href: build.zip_url }, t("zip"))), el("p", { class: "muted" }, t("offline_note"))));
}

const verbs = { draft: ["start"], running: ["pause", "cancel"], paused: ["resume", "cancel"], failed: ["start", "cancel"], completed: ["start"], cancelled: [] };

async function projectPage(mine, id) {
  const head = el("div", { class: "head" }), agents = el("ul", { class: "rows" }), left = el("div"), right = el("div");
  main.replaceChildren(el("p", {}, el("a", { href: "#/" }, t("back"))), head, el("div", { class: "cols" }, left, right));
  left.append(sheet(t("agents"), agents));
  let reviewed = "", built = "";
  const refresh = async () => {
    const [p, list, waiting] = await Promise.all([call("GET", `/projects/${id}`), call("GET", `/projects/${id}/agents?limit=100`), call("GET", `/projects/${id}/checkpoints?status=pending&limit=100`)]);
    if (mine !== view) return;
    head.replaceChildren(el("h1", {}, p.name), badge(p.status), el("span", { class: "muted" }, `${p.progress} %`), el("span", { class: "grow" }),
      el("span", { class: "actions" }, (verbs[p.status] ?? []).map((verb) => el("button", { type: "button", class: "small", onclick: () => call("POST", `/projects/${id}/${verb}`).then(refresh, explain) },
        t(verb === "start" && p.status !== "draft" ? "again" : verb)))));
    agents.replaceChildren(...list.items.flatMap((a) => agentRow(a)));
    const key = waiting.items.map((c) => c.id).join();
    if (key !== reviewed) { // a review that is being written is not drawn over
      const sheets = await Promise.all(waiting.items.map(async (c) => reviewSheet(await call("GET", `/checkpoints/${c.id}`), refresh)));
      if (mine !== view) return;
      right.querySelectorAll(".waits").forEach((n) => n.remove());
      right.prepend(...sheets);
      reviewed = key;
    }
    const mark = list.items.find((a) => a.type === "integrator");
    const state = `${mark?.status}${mark?.revision}${mark?.completed_at}`;
    if (mark?.status === "completed" && state !== built) {
      const game = await gameSheet(id);
      if (mine !== view) return;
      right.querySelector(".game")?.closest(".sheet").remove();
      if (game) right.append(game);
      built = state;
    }
  };
  await refresh();
  if (mine !== view) return;
  let due = null;
  const soon = () => { due ??= setTimeout(() => { due = null; if (mine === view) refresh().catch(explain); }, TOGETHER_MS); };
  const live = connect({ token: accessToken, ticket: streamTicket });
  live.onstate = (state) => {
    main.dataset.live = state; // what is shown is live, or it says that it is not
    if (state === "live") { say(""); soon(); }
    if (state === "away") say(t("away"));
    if (state === "ended") say(t("ended"));
  };
  live.follow(id, { message: soon, reload: soon, logs: false, ended: () => go("#/") });
  leave = () => { clearTimeout(due); delete main.dataset.live; live.stop(); };
}

async function show() {
  const mine = ++view;
  leave?.();
  leave = null;
  document.documentElement.lang = current();
  document.querySelectorAll("[data-t]").forEach((n) => { n.textContent = t(n.dataset.t); });
  document.getElementById("language").textContent = current() === "ja" ? "English" : "日本語";
  if (location.hash === "#/sign-in") return signInPage();
  const link = linkOf();
  if (link) return linkPage(link[1], link[2]);
  try {
    document.getElementById("sign-out").hidden = false;
    const id = /^#\/projects\/([a-z0-9_-]+)$/.exec(location.hash)?.[1];
    await (id ? projectPage(mine, id) : projectsPage(mine));
  } catch (error) { if (mine === view) explain(error); }
}

document.getElementById("language").addEventListener("click", () => { toggle(); show(); });
document.getElementById("sign-out").addEventListener("click", async () => { await signOut(); go("#/sign-in"); });
window.addEventListener("hashchange", show);
renew().catch(() => false).then((signedIn) => { if (!signedIn && location.hash !== "#/sign-in" && !linkOf()) go("#/sign-in"); else show(); });
