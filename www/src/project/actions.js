// SPDX-License-Identifier: ISC
// What can be done to a project: start, pause, resume, cancel, try an agent again, put away, delete. The server says which of them are allowed.
import { call } from "../api.js";
import { t } from "../i18n/index.js";
import { go } from "../router.js";
import { confirm } from "../ui/confirm.js";
import { explain } from "../ui/say.js";
import { toast } from "../ui/toast.js";

const EDITS = ["owner", "editor"];
export const mayEdit = (project) => EDITS.includes(project.role);
export const canDo = (project, verb) => project.allowed_actions.includes(verb) && mayEdit(project);

/** Does it, says that it was done, and shows what the server then says. */
export async function act(store, verb, body = {}) {
  const project = store.project.value;
  if (verb === "cancel" && !(await confirm({ title: t("project.cancel_title"), text: t("project.cancel_text"), verb: t("project.cancel"), danger: true }))) return;
  try {
    store.project.value = await call("POST", `/projects/${project.id}/${verb}`, body);
    toast({ title: t(`project.did.${verb}`), text: project.name });
  } catch (error) { explain(t("project.not_done"))(error); }
  store.reload();
}

/** A finished run that is begun anew is asked about: it spends again. */
export async function runAgain(store) {
  if (store.project.value.status === "completed" && !(await confirm({ title: t("project.again_title"), text: t("project.again_text"), verb: t("project.again") }))) return;
  await act(store, "start");
}

export async function retry(store, agent) {
  try {
    await call("POST", `/agents/${agent.id}/retry`, {});
    toast({ title: t("project.did.retry"), text: agent.title ?? agent.type });
  } catch (error) { explain(t("project.not_done"))(error); }
  store.reload();
}

export async function remove(store) {
  const { id, name } = store.project.value;
  if (!(await confirm({ title: t("project.delete_title", { name }), text: t("project.delete_text"), verb: t("project.delete"), danger: true }))) return;
  try {
    await call("DELETE", `/projects/${id}`);
    toast({ title: t("project.did.delete"), text: name });
    go("/projects");
  } catch (error) { if (error.code !== "REAUTH_REQUIRED") explain(t("project.not_done"))(error); }
}

/** Gives a file of the API to the browser to keep: the address needs the token, so it is fetched here. */
export async function download(path, name, get) {
  try {
    const url = URL.createObjectURL(await get(path));
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  } catch (error) { explain(t("project.not_done"))(error); }
}
