// SPDX-License-Identifier: ISC
// The words of the charts; who draws one waits for them.
import { addWords } from "../i18n/index.js";

await addWords(() => import("../i18n/en/figures.json"), () => import("../i18n/ja/figures.json"));
