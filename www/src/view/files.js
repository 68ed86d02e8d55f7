// SPDX-License-Identifier: ISC
// Contents of files: by id, with the token that no address carries. Addresses of blobs are given back when the element that shows them goes.
import { accessToken, all, ApiError } from "../api.js";
import { readGrammar, readMarks } from "./markdown.js";

const MOST_TEXT = 2 << 20;
const lists = new Map();

/** A project's files by path; read anew when something may have come. */
export function filesOf(project, fresh = false) {
  if (fresh || !lists.has(project)) {
    const list = all(`/projects/${project}/files`, 2000).then((items) => new Map(items.map((f) => [f.path, f])));
    list.catch(() => lists.delete(project));
    lists.set(project, list);
  }
  return lists.get(project);
}

/** The file of a project whose content an output's file has; null when a later one has taken its place. */
export async function contentOf(project, made) {
  const file = (await filesOf(project)).get(made.path);
  if (file?.sha256 === made.sha256) return file;
  const again = (await filesOf(project, true)).get(made.path);
  return again?.sha256 === made.sha256 ? again : null;
}

/** In: address below /api/v1: a file's, or one of an output's, of any version: ofOutput(). */
async function get(address, fresh = false) {
  const token = await accessToken(fresh);
  const answer = await fetch(`/api/v1${address}`, { headers: token ? { Authorization: `Bearer ${token}` } : {} }).catch(() => { throw new ApiError(0, null); });
  if (answer.status === 401 && !fresh) return get(address, true);
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => null));
  return answer;
}

const byId = (id) => `/files/${encodeURIComponent(id)}`;
/** The address of a file as an output has it, whatever came later. */
export const ofOutput = (output, path) => `/outputs/${encodeURIComponent(output)}/files?path=${encodeURIComponent(path)}`;

export const textAt = async (address) => (await (await get(address)).text()).slice(0, MOST_TEXT);
export const textOf = (id) => textAt(byId(id));

/** In: type is what the list said; the blob has no other. */
export async function urlAt(address, type) {
  const bytes = await (await get(address)).arrayBuffer();
  return URL.createObjectURL(new Blob([bytes], { type }));
}
export const urlOf = (id, type) => urlAt(byId(id), type);

/** A text of an output before it is drawn, for a viewer's .ready: {path, sha256, text}; null where it is none, or did not come: the viewer then reads it itself. */
export async function readAhead(output, file) {
  const kind = file && kindOf(file.media_type, file.path);
  if (!["markdown", "json", "code"].includes(kind)) return null;
  try {
    if (kind === "markdown") readGrammar().catch(() => {}); // comes beside the text
    const text = await textAt(ofOutput(output.id, file.path));
    if (kind === "markdown") await readMarks(text);
    return { path: file.path, sha256: file.sha256, text };
  } catch { return null; }
}

const TEXT = /^(text\/|application\/(json|javascript|xml))/;
export const kindOf = (type, path) => {
  if (/\.md$/i.test(path) || type === "text/markdown") return "markdown";
  if (type === "application/json" || /\.json$/i.test(path)) return "json";
  if (/^image\//.test(type)) return "picture";
  if (/^audio\//.test(type)) return "sound";
  return TEXT.test(type) ? "code" : "other";
};

export const languageOf = (path) => ({ js: "javascript", mjs: "javascript", json: "json", css: "css", html: "xml", svg: "xml", md: "markdown" })[path.split(".").pop().toLowerCase()] ?? "plaintext";
