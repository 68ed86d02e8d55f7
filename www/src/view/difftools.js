// SPDX-License-Identifier: ISC
// What lines.js takes of the package, so that the rest of it is not loaded.
export { diffLines, diffWordsWithSpace } from "diff";
