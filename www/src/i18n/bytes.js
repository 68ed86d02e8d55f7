// SPDX-License-Identifier: ISC
// How large a file is, for those pages that show files.
import { figures, number } from "./format.js";

export function bytes(n) {
  for (const [unit, size] of Object.entries({ GB: 2 ** 30, MB: 2 ** 20, kB: 2 ** 10 })) if (n >= size) return `${figures(n / size)} ${unit}`;
  return `${number(n)} B`;
}
