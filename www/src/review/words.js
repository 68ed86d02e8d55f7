// SPDX-License-Identifier: ISC
// The words of review, approvals, agents and what they show.
import { addWords } from "../i18n/index.js";
import "../staff/names.js";

await addWords(() => import("../i18n/en/review.json"), () => import("../i18n/ja/review.json"));
