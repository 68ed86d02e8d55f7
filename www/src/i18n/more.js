// SPDX-License-Identifier: ISC
// The words of pages that few visits open: settings, administration, a new project. Such a page waits for them: await moreWords.
import { addWords } from "./index.js";

export const moreWords = addWords(() => import("./en/more.json"), () => import("./ja/more.json"));
