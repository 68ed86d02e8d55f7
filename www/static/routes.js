// SPDX-License-Identifier: ISC
// The API to read: the OpenAPI document of this server, as a page. It knows no route by heart. Text reaches the page only as text nodes.
import { current, t, toggle } from "./routes-text.js";

const main = document.getElementById("main");
const ORDER = ["get", "post", "put", "patch", "delete"];
let openapi = null;

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

/** Follows one reference: [value, last part of the reference or null]. */
function follow(value) {
  if (!value?.$ref) return [value, null];
  const parts = value.$ref.slice(2).split("/");
  return [parts.reduce((at, key) => at[key], openapi), parts.at(-1)];
}

/** A schema in a line: its type, choices, bounds. */
function brief(schema) {
  const [of, name] = follow(schema);
  if (name) return name;
  if (of.oneOf) return of.oneOf.map(brief).join(` ${t("or")} `);
  if (of.enum) return of.enum.map((one) => (one === null ? "null" : one)).join(" | ");
  const types = [of.type ?? t("any")].flat().map((type) => (type === "array" ? `${t("list_of")} ${brief(of.items)}` : of.format && type === "string" ? of.format : type));
  const id = /^\^\(?([a-z]+)_/.exec(of.pattern ?? "");
  const bounds = [["minLength", "maxLength"], ["minimum", "maximum"], ["minItems", "maxItems"]].filter(([low, high]) => of[low] !== undefined || of[high] !== undefined)
    .map(([low, high]) => `${of[low] ?? 0}–${of[high] ?? ""}`);
  return [types.join(` ${t("or")} `), id ? `${id[1]}_…` : null, ...bounds].filter(Boolean).join(", ");
}

/** What is inside a schema: its members, or those of its items. */
function inside(schema, due, depth = 0) {
  const [of] = follow(schema);
  const at = of?.oneOf ? of.oneOf.find((one) => one.type !== "null") : of?.items ?? (typeof of?.additionalProperties === "object" ? of.additionalProperties : of);
  const [members] = follow(at);
  if (!members?.properties || depth > 4) return null;
  return el("ul", { class: "fields" }, Object.entries(members.properties).map(([name, member]) => el("li", {},
    el("code", { class: due && members.required?.includes(name) ? "due" : null }, name), el("span", { class: "muted" }, brief(member)), inside(member, due, depth + 1))));
}

const part = (title, ...children) => (children.flat().some(Boolean) ? el("section", {}, el("h3", {}, title), ...children) : null);

function parameters(operation) {
  const rows = operation.parameters.map((parameter) => follow(parameter)[0]).map((parameter) => el("li", {},
    el("code", { class: parameter.required ? "due" : null }, parameter.name),
    el("span", { class: "muted" }, [parameter.in, brief(parameter.schema), parameter.description?.replaceAll("`", "")].filter(Boolean).join(" · "))));
  return rows.length ? el("ul", { class: "fields" }, rows) : null;
}

function who(operation) {
  const words = [operation["x-role"] ? `${t("needs_role")} ${operation["x-role"]}` : operation["x-admin"] ? t("needs_admin") : operation.security.length ? t("needs_token") : t("needs_nothing")];
  if (operation["x-step-up"]) words.push(t("needs_step_up"));
  return el("p", { class: "muted" }, words.join(" · "));
}

function answers(operation) {
  return el("ul", { class: "fields" }, Object.entries(operation.responses).map(([status, answer]) => {
    const [of] = follow(answer), content = Object.entries(of.content ?? {})[0], schema = content?.[1].schema;
    const shown = status < "300" ? inside(schema, false) : null;
    return el("li", {}, el("code", {}, status), el("span", { class: "muted" }, [of.description.replaceAll("`", ""), schema && status < "300" ? brief(schema) : content && status < "300" ? content[0] : null].filter(Boolean).join(" · ")), shown);
  }));
}

/** The inside of a route is made when it is opened first. */
function route(address, method, operation) {
  const node = el("details", { id: operation.operationId, "data-text": `${method} ${address} ${operation.summary}`.toLowerCase() },
    el("summary", {}, el("span", { class: "method" }, method.toUpperCase()), el("span", { class: "path" }, address), el("span", { class: "muted" }, operation.summary)));
  node.addEventListener("toggle", () => {
    if (!node.open || node.children.length > 1) return;
    const body = operation.requestBody?.content["application/json"]?.schema;
    node.append(el("div", { class: "parts" }, who(operation), part(`${t("takes")} (* ${t("is_due")})`, parameters(operation)),
      part(`${t("body")} (* ${t("is_due")})`, body ? inside(body, true) : operation.requestBody ? el("p", { class: "muted" }, Object.keys(operation.requestBody.content).join(", ")) : null), part(t("gives"), answers(operation))));
  });
  return node;
}

function sections() {
  const all = Object.entries(openapi.paths).flatMap(([address, item]) => ORDER.filter((method) => item[method]).map((method) => [address, method, item[method]]));
  return openapi.tags.map(({ name }) => el("section", { class: "sheet routes" }, el("h2", {}, name), all.filter(([, , { tags }]) => tags[0] === name).map((one) => route(...one))));
}

/** Hides what has not all of the words. */
function search(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  for (const node of main.querySelectorAll("details")) {
    node.hidden = !wanted.every((word) => node.dataset.text.includes(word));
    n += !node.hidden;
  }
  for (const sheet of main.querySelectorAll(".routes")) sheet.hidden = !sheet.querySelector("details:not([hidden])");
  document.getElementById("say").textContent = wanted.length ? `${n} ${t("routes")}` : "";
}

function openNamed() {
  const node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (node?.localName !== "details") return;
  node.open = true;
  node.scrollIntoView();
  node.querySelector("summary").focus();
}

function show() {
  document.documentElement.lang = current();
  document.getElementById("language").textContent = current() === "ja" ? "English" : "日本語";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  const input = el("input", { type: "search", id: "search", autocomplete: "off" });
  input.addEventListener("input", () => search(input.value));
  main.replaceChildren(el("div", { class: "head" }, el("h1", {}, t("the_api"))), el("p", { class: "lead" }, openapi.info.description.replaceAll("`", "")),
    el("div", { class: "search" }, el("label", { for: "search" }, t("find_route"), input), el("a", { class: "button", href: "/api/v1/openapi.json", download: "openapi.json" }, t("the_document"))),
    ...sections());
  openNamed();
}

document.getElementById("language").addEventListener("click", () => { toggle(); show(); });
addEventListener("hashchange", openNamed);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea")) return;
  event.preventDefault();
  document.getElementById("search")?.focus();
});
try {
  const answer = await fetch("/api/v1/openapi.json");
  if (!answer.ok) throw new Error(answer.status);
  openapi = await answer.json();
  show();
} catch {
  document.getElementById("say").textContent = t("away");
}
