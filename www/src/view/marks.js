// SPDX-License-Identifier: ISC
// Markdown's grammar, in a chunk of its own.
export { Lexer } from "marked";
