// SPDX-License-Identifier: ISC
// "Are you sure": await confirm({ title, text, verb, danger }) → true or false. The shell shows it.
import { signal } from "../element.js";

export const asked = signal(null);

export function confirm(question) {
  return new Promise((done) => {
    asked.value = { ...question, answer(yes) { asked.value = null; done(yes); } };
  });
}
