// SPDX-License-Identifier: ISC
// What a worker makes, in words: those of the studio's own tasks are ours, others keep the title that the agent gave them; a bare id is read as the
// file that it stands for ("code_js_core_js" is js/core.js).
import { tOr } from "../i18n/index.js";

const FILE = /^(?:(data|js|css|assets)_)?(.+)_(js|css|html|png|wav|svg|json)$/;

/** In: a task's id, as agents have it. Out: a file's path, or the id with spaces. */
export function plainTask(task) {
  const bare = task.replace(/^(code|asset)_/, ""), file = FILE.exec(bare);
  return file ? `${file[1] ? `${file[1]}/` : ""}${file[2]}.${file[3]}` : bare.replaceAll("_", " ");
}

/** In: a row of sub_agents, or a worker's own agent, which has its task's file as its title. */
export const taskName = (worker) => tOr(`task.${worker.task ?? worker.metadata?.task}`, worker.title ?? plainTask(worker.task ?? worker.type));
