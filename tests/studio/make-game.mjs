// SPDX-License-Identifier: ISC
// node tests/studio/make-game.mjs --concept "…" [--name N] [--seed 7] [--language en] --out DIR: one game, for a look at it.
import { parseArgs } from "node:util";
import { Run } from "./harness.mjs";

const { values } = parseArgs({ options: { concept: { type: "string" }, name: { type: "string" }, seed: { type: "string" }, language: { type: "string" }, out: { type: "string" } } });
const run = new Run({ concept: values.concept, name: values.name, seed: Number(values.seed ?? 1), language: values.language });
run.all();
run.write(values.out);
for (const [agent, task, ms] of run.studio.times.sort((a, b) => b[2] - a[2]).slice(0, 8)) console.log(`${ms.toFixed(0)} ms ${agent} ${task}`);
console.log(`${Object.keys(run.game()).length} files, ${Object.values(run.game()).reduce((n, b) => n + b.length, 0)} bytes in ${values.out}`);
