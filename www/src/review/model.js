// SPDX-License-Identifier: ISC
// What is found out about a review from what the API gave, without a browser: answers beside what they answer, what is to be compared, which parts there are.

const SHOWN = 65536; // bytes of a changed file that stands open at once

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

/** The changed file that stands open at once: {d, file}, or undefined. */
export const openAtOnce = (diffs) => diffs.flatMap((d) => d.files.map((file) => ({ d, file }))).find(({ file }) => file.change === "changed" && file.new.bytes < SHOWN);

/** To whom a decision may send work back, beside whom it reviews: the names that the graph has for it, each with the nodes that it leads to. */
export function targets(graph, node) {
  const by = new Map();
  for (const e of graph.edges) if (e.from === node && e.target) by.set(e.target, [...by.get(e.target) ?? [], graph.nodes.find((n) => n.id === e.to)].filter(Boolean));
  return [...by].map(([target, nodes]) => ({ target, nodes }));
}

/** May a person write it anew? What has no files, or a Markdown of its own alone, which is then made from the document again. */
export const editable = (output) => output.files.every((f) => /\.md$/.test(f.path)) && output.files.length < 2;

/** The parts that a review of this material has, in the order in which they are read. */
export function partsOf(m) {
  const content = m.output?.content ?? {}, told = m.output?.files.some((f) => /\.md$/.test(f.path)) || !m.output?.files.length;
  const document = ["document", m.output && Object.keys(content.document ?? {}).length];
  return [["answers", m.answers.length], ["build", m.build], ...(told ? [document] : []), ["changes", m.diffs.length], ["files", m.output?.files.length > (m.output?.files.some((f) => /\.md$/.test(f.path)) ? 1 : 0)], ...(told ? [] : [document]), ["tests", m.tests],
    ["risks", ["warnings", "unclear", "assumptions", "unhandled_feedback"].some((key) => content[key]?.length) || content.document?.risks?.length]].filter(([, there]) => there).map(([id]) => id);
}
