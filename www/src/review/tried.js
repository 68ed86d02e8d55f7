// SPDX-License-Identifier: ISC
// What became of recorded plays of comments when the tester tried them on the newest build (`plays` of its report, graphs/game-dev/tester/schema.json).
import { html, nothing } from "../element.js";
import { duration, number } from "../i18n/format.js";
import { t } from "../i18n/index.js";

const STATES = { same: "", alike: "", other: "", failed: "alert", refused: "alert" }; // which of the first three is good only the one knows who showed it
const hex = (id) => String(id ?? "").replace(/^.*_/, "").replaceAll("-", "");
const list = (m) => m.tests?.content.document?.plays ?? [];

/** "lost at 12 s then; now open at 12 s: level 2, 40 %" in the reader's language. */
function story({ then, now, outcome, said }) {
  if (!then || !now || outcome === "failed" || outcome === "refused") return said;
  const at = (o) => t(`play.at.${["won", "lost"].includes(o.end) ? o.end : "open"}`, { time: duration(Math.round(o.seconds * 10) / 10) });
  return outcome === "same" ? t("play.goes_same", { then: at(then) }) : t("play.goes_now", { then: at(then), now: at(now), level: now.level, percent: number(now.progress * 100, 0), score: number(now.score ?? 0) });
}

const line = (p, before = "") => html`<p class="tried">${before}<b class=${STATES[p.outcome] ?? ""}>${t(`play.outcome.${p.outcome in STATES ? p.outcome : "failed"}`)}</b> · ${story(p)}</p>`;

/** Under a comment with a play: how it goes now, where the tester tried it. */
export function tried(m, comment) {
  const found = list(m).find((p) => hex(p.comment_id) === hex(comment.id));
  return found ? line(found) : nothing;
}

/** All that the report has: also plays of earlier revisions, and what could not be played. */
export const triedAll = (m) => (list(m).length ? html`<h3>${t("tests.plays")}</h3><ul class="rows">${list(m).map((p) => html`<li>${line(p, `r${p.revision} `)}</li>`)}</ul>` : nothing);
