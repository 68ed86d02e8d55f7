// SPDX-License-Identifier: ISC
// The account's notifications: read once, then as the live connection brings them. A new approval or question is said aloud by a toast.
import { call } from "../api.js";
import { computed, effect, signal } from "../element.js";
import { t, tOr } from "../i18n/index.js";
import { line, listen, losses, state } from "../session.js";
import { toast } from "../ui/toast.js";
import { forget, readWaiting } from "./approvals.js";

export const notifications = signal([]);
export const unread = computed(() => notifications.value.filter((n) => !n.read_at).length);

export const hrefOf = (note) => {
  const project = note.project_id ?? note.data.project_id ?? note.data.projectId, checkpoint = note.data.checkpoint_id ?? note.data.checkpointId;
  if (project && note.kind === "question") return `/projects/${project}/agents/${note.data.agent_id}`;
  if (project && checkpoint) return `/projects/${project}/checkpoints/${checkpoint}`;
  return project ? `/projects/${project}` : "/";
};

async function read() {
  try { notifications.value = (await call("GET", "/users/me/notifications?limit=50")).items; } catch { /* the bell stays as it is */ }
}

export async function readOne(note) {
  if (note.read_at) return;
  notifications.value = notifications.value.map((n) => (n.id === note.id ? { ...n, read_at: new Date().toISOString() } : n));
  try { await call("POST", `/users/me/notifications/${note.id}/read`, {}); } catch { read(); }
}

export async function readAll() {
  try { await call("POST", "/users/me/notifications/read-all", {}); } finally { read(); }
}

/** Follows the account; gives a function that ends it. */
export function startNotifications() {
  let had = -1;
  const stops = [
    listen(async ({ event, data }) => {
      if (event !== "notification:created") return;
      readWaiting();
      await read();
      const note = notifications.value.find((n) => n.id === (data.id ?? data.notificationId)) ?? notifications.value[0];
      if (note && /^(checkpoint|question)/.test(note.kind) && location.pathname !== hrefOf(note)) {
        toast({ title: tOr(`note.${note.kind}`, note.kind), text: note.data.project_name ?? note.data.title, hot: true, action: { label: t("open"), href: hrefOf(note) } });
      }
    }),
    effect(() => { if (state.value === "in") { read(); readWaiting(); } if (state.value === "out") { notifications.value = []; forget(); } }),
    effect(() => { if (line.value === "live" && had !== losses.value) { had = losses.value; read(); readWaiting(); } }), // once for each time that the line is there
  ];
  return () => stops.forEach((stop) => stop());
}
