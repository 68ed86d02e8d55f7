// SPDX-License-Identifier: ISC
// Bare names are looked for beside the pages' package.json in the build tree.
let from;
export function initialize(data) { from = data; }
export function resolve(name, context, next) { return next(name, /^[.\/]|^(node|file|data):/.test(name) ? context : {...context, parentURL: from}); }
