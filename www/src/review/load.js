// SPDX-License-Identifier: ISC
// Everything that a review shows, from the API: the checkpoint, its earlier revisions with what was asked in them, the output, what changed since the
// revision before, the newest test report, the game, and people's names.
import { all, call } from "../api.js";

const orNull = (promise) => promise.catch((error) => { if ([403, 404].includes(error.status)) return null; throw error; });
const hex = (id) => (id ?? "").replace(/^[a-z]+_/, "").replaceAll("-", "");

/** Each answer beside what it answers: [{comment, answer, state}]; comments without one come last. */
export function answered(answers, comments) {
  const by = new Map(comments.map((c) => [hex(c.id), c]));
  const list = answers.map((a) => ({ comment: by.get(hex(a.comment_id)) ?? null, answer: a.answer, state: ["done", "partly"].includes(a.done) ? a.done : "not" }));
  const seen = new Set(answers.map((a) => hex(a.comment_id)));
  return answers.length ? [...list, ...comments.filter((c) => !seen.has(hex(c.id))).map((comment) => ({ comment, answer: "", state: "not" }))] : [];
}

/** The newest output of each agent of the graph at a time. */
export function currentAt(outputs, agents, at) {
  const known = new Set(agents.map((a) => a.id)), by = new Map();
  for (const o of outputs) {
    if (!known.has(o.agent_id) || o.stage === "plan" || o.created_at > at) continue;
    if (!by.has(o.agent_id) || by.get(o.agent_id).created_at < o.created_at) by.set(o.agent_id, o);
  }
  return by;
}

/** What is to be compared: pairs of outputs of one agent, the reviewed one first. */
export function pairs(outputs, agents, c, before) {
  if (!before) return [];
  const now = currentAt(outputs, agents, c.created_at), then = currentAt(outputs, agents, before.created_at), list = [];
  for (const [id, output] of now) if (then.has(id) && then.get(id).id !== output.id) list.push({ id: output.id, with: then.get(id).id, agent: agents.find((a) => a.id === id) });
  return list.sort((a, b) => Number(b.agent.id === c.agent_id) - Number(a.agent.id === c.agent_id));
}

async function changes(list) {
  const made = await Promise.all(list.map((p) => orNull(call("GET", `/outputs/${p.id}/diff?with=${p.with}`)).then((diff) => diff && { ...diff, agent: p.agent })));
  return made.filter((d) => d && (d.document.length || d.files.length));
}

const names = (members) => new Map((members ?? []).map((m) => [m.user_id ?? m.id, m.name]));

export async function loadReview(project, id) {
  const c = await call("GET", `/checkpoints/${id}`), at = `/projects/${project}`;
  const [reviews, outputs, agents, members, graph, output, comments] = await Promise.all([
    all(`${at}/checkpoints`), all(`${at}/outputs`), all(`${at}/agents?run_id=${c.run_id}`), orNull(all(`${at}/members`)), call("GET", `${at}/graph`),
    c.output.output_id ? orNull(call("GET", `/outputs/${c.output.output_id}`)) : null, all(`/checkpoints/${id}/comments`)]);
  const history = reviews.filter((r) => r.run_id === c.run_id && r.node === c.node).sort((a, b) => b.revision - a.revision);
  const before = history.find((r) => r.revision < c.revision) ?? null, of = outputs.filter((o) => o.run_id === c.run_id);
  const edited = output?.content?.edited?.from, compare = pairs(of, agents, c, before);
  if (edited && !compare.some((p) => p.id === output.id)) compare.unshift({ id: output.id, with: edited, agent: agents.find((a) => a.id === c.agent_id) });
  const reports = of.filter((o) => o.output_type === "test_report" && o.created_at <= c.created_at).sort((a, b) => b.created_at.localeCompare(a.created_at));
  const built = of.some((o) => o.output_type === "build" && o.created_at <= c.created_at);
  const [build, asked, diffs, tests] = await Promise.all([built ? orNull(call("GET", `${at}/build`)) : null, before ? all(`/checkpoints/${before.id}/comments`) : [], changes(compare), reports.length ? orNull(call("GET", `/outputs/${reports[0].id}`)) : null]);
  return { c, history, before, newer: history.find((r) => r.revision > c.revision) ?? null, output, comments, answers: answered(c.answers ?? [], asked), diffs, tests, reports, graph,
    agent: agents.find((a) => a.id === c.agent_id) ?? null, agents, build: build && build.run_id === c.run_id && build.created_at <= c.created_at ? build : null, people: names(members) };
}

/** Which nodes a decision may send work back to, beside the one that is reviewed. */
export function targets(graph, node) {
  const order = new Map(graph.nodes.map((n, i) => [n.id, i]));
  return [...new Set(graph.edges.filter((e) => e.from === node && e.kind === "conditional" && order.get(e.to) < order.get(node)).map((e) => e.to))].map((id) => graph.nodes.find((n) => n.id === id));
}

/** The parts that a review of this material has, in the order in which they are read. */
export function partsOf(m) {
  const content = m.output?.content ?? {}, told = m.output?.files.some((f) => /\.md$/.test(f.path)) || !m.output?.files.length;
  const document = ["document", m.output && Object.keys(content.document ?? {}).length];
  return [["answers", m.answers.length], ["build", m.build], ...(told ? [document] : []), ["changes", m.diffs.length], ["files", m.output?.files.length > (m.output?.files.some((f) => /\.md$/.test(f.path)) ? 1 : 0)], ...(told ? [] : [document]), ["tests", m.tests],
    ["risks", ["warnings", "unclear", "assumptions", "unhandled_feedback"].some((key) => content[key]?.length) || content.document?.risks?.length]].filter(([, there]) => there).map(([id]) => id);
}
