// SPDX-License-Identifier: ISC
// Everything that a review shows, from the API: the checkpoint, its earlier revisions with what was asked in them, the output, what changed since the
// revision before, the newest test report, the game, and people's names.
import { all, call } from "../api.js";
import { readTools } from "../view/diff.js";
import { kindOf, readAhead } from "../view/files.js";
import { readPair } from "./filediff.js";
import { answered, openAtOnce, pairs } from "./model.js";

const orNull = (promise) => promise.catch((error) => { if ([403, 404].includes(error.status)) return null; throw error; });

async function changes(list) {
  const made = await Promise.all(list.map((p) => orNull(call("GET", `/outputs/${p.id}/diff?with=${p.with}`)).then((diff) => diff && { ...diff, agent: p.agent })));
  return made.filter((d) => d && (d.document.length || d.files.length));
}

/** What changed, with the tools and the texts that draw it at once. */
async function compared(list) {
  const [diffs] = await Promise.all([changes(list), list.length && readTools().catch(() => {})]), one = openAtOnce(diffs);
  return { diffs, first: one ? await readPair(one.d.id, one.d.with, { path: one.file.path, ...one.file.new }) : null };
}

/** The document's text, where it has one. */
const told = (output) => (output ? readAhead(output, output.files.find((f) => kindOf(f.media_type, f.path) === "markdown")) : null);

const names = (members) => new Map((members ?? []).map((m) => [m.user_id ?? m.id, m.name]));

export async function loadReview(project, id) {
  const at = `/projects/${project}`, reading = call("GET", `/checkpoints/${id}`); // what needs the checkpoint first waits for it alone, the rest for nothing
  const [c, reviews, outputs, agents, members, graph, output, comments] = await Promise.all([reading, all(`${at}/checkpoints`), all(`${at}/outputs`), reading.then((c) => all(`${at}/agents?run_id=${c.run_id}`)), orNull(all(`${at}/members`)), call("GET", `${at}/graph`),
    reading.then((c) => (c.output.output_id ? orNull(call("GET", `/outputs/${c.output.output_id}`)) : null)), all(`/checkpoints/${id}/comments`)]);
  const history = reviews.filter((r) => r.run_id === c.run_id && r.node === c.node).sort((a, b) => b.revision - a.revision);
  const before = history.find((r) => r.revision < c.revision) ?? null, of = outputs.filter((o) => o.run_id === c.run_id);
  const edited = output?.content?.edited?.from, compare = pairs(of, agents, c, before);
  if (edited && !compare.some((p) => p.id === output.id)) compare.unshift({ id: output.id, with: edited, agent: agents.find((a) => a.id === c.agent_id) });
  const reports = of.filter((o) => o.output_type === "test_report" && o.created_at <= c.created_at).sort((a, b) => b.created_at.localeCompare(a.created_at));
  const [now, ...earlier] = of.filter((o) => o.output_type === "build" && o.created_at <= c.created_at).sort((a, b) => b.created_at.localeCompare(a.created_at));
  const older = earlier.find((o) => !before || o.created_at <= before.created_at) ?? earlier[0], built = (o) => (o ? orNull(call("GET", `${at}/build?output_id=${o.id}`)) : null);
  const [build, buildBefore, asked, { diffs, first }, tests, text] = await Promise.all([built(now), built(older), before ? all(`/checkpoints/${before.id}/comments`) : [], compared(compare), reports.length ? orNull(call("GET", `/outputs/${reports[0].id}`)) : null, told(output)]);
  return { c, history, before, newer: history.find((r) => r.revision > c.revision) ?? null, output, comments, answers: answered(c.answers ?? [], asked), diffs, tests, reports, graph,
    agent: agents.find((a) => a.id === c.agent_id) ?? null, agents, build, buildBefore, asked, text, first, people: names(members) };
}
