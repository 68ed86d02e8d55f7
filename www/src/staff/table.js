// SPDX-License-Identifier: ISC
// What every node has come to, as a table: state, revision, attempt, tokens, cost.
import { html } from "../element.js";
import { short, usd } from "../i18n/format.js";
import { t } from "../i18n/index.js";
import { nodeName, stateName } from "./names.js";

const tokens = (agent) => { const n = (agent?.tokens?.input ?? 0) + (agent?.tokens?.output ?? 0); return n ? short(n).join(" ") : "—"; };

const row = (n, o) => html`<tr><th scope="row">${o.href(n) ? html`<a href=${o.href(n)}>${nodeName(n.id, n.title)}</a>` : nodeName(n.id, n.title)}</th><td>${stateName(n.held ? "held" : n.state)}</td>
  <td class="num">${n.review?.revision ?? n.agent?.revision ?? "—"}</td><td class="num">${n.agent?.attempt || "—"}</td><td class="num">${n.agent ? `${n.percent} %` : "—"}</td>
  <td class="num">${tokens(n.agent)}</td><td class="num">${n.agent?.cost ? usd(n.agent.cost) : "—"}</td><td>${n.agent?.error ?? n.agent?.current_task ?? ""}</td></tr>`;

export function state(m, o) {
  return html`<div class="gstate scrollx" tabindex="0" role="region" aria-label=${t("graph.table")}><table class="grid"><thead><tr>${["node", "state", "revision", "attempt", "progress", "tokens", "cost", "note"]
    .map((key, i) => html`<th scope="col" class=${i > 1 && i < 7 ? "num" : ""}>${t(`graph.col.${key}`)}</th>`)}</tr></thead><tbody>${[...m.nodes.values()].filter((n) => n.kind !== "end").map((n) => row(n, o))}</tbody></table></div>`;
}
