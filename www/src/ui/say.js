// SPDX-License-Identifier: ISC
// Errors in the reader's words.
import { nothing } from "lit";
import { html } from "../element.js";
import { duration } from "../i18n/format.js";
import { t, tOr } from "../i18n/index.js";
import { toast } from "./toast.js";

/** What an error says to a person: by its code where we have words for it, else as the server put it. */
export function wordsOf(error) {
  const words = error?.code ? tOr(`error.${error.code}`, error.message) : t("error.INTERNAL");
  return error?.status === 503 && error.retryAfter ? `${words} ${t("error.retry_after", { time: duration(error.retryAfter) })}` : words;
}

/** For a click that failed: a toast that says what did not happen. */
export const explain = (title) => (error) => toast({ title: title ?? t("error.title"), text: [wordsOf(error), ...(error?.details ?? []).filter((d) => d.message).map((d) => d.message)].join(" "), hot: true });

/** For what a whole page or sheet could not load: what failed, what to do, the code small. */
export const errorSheet = (error, again) => html`<section class="panel hot" role="alert"><header><h2>${t("error.title")}</h2></header><div class="body">
  <p class="ttl alert">${wordsOf(error)}</p><p class="muted">${error?.code === "NOT_FOUND" ? t("error.not_found_hint") : t("error.safe")}</p>
  <p class="row">${again ? html`<button class="btn sm" type="button" @click=${again}>${t("again")}</button>` : nothing}<a class="btn sm ghost" href="/projects">${t("error.to_projects")}</a></p>
  <p class="mono muted tiny">${[error?.code, error?.requestId].filter(Boolean).join(" · ")}</p></div></section>`;
