// SPDX-License-Identifier: ISC
// What waits for the reader, over all projects, oldest first: GET checkpoints. Read again when a notification or an event says that it changed.
import { call } from "../api.js";
import { signal } from "../element.js";

export const waiting = signal([]);
export const waitingError = signal(null);
export const waitingLoaded = signal(false);

let reading = null;
let again = false;

/** Reads the list; calls that come meanwhile make it read once more. */
export function readWaiting() {
  if (reading) { again = true; return reading; }
  reading = call("GET", "/checkpoints?limit=100")
    .then(({ items }) => {
      waiting.value = items.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
      waitingError.value = null;
      waitingLoaded.value = true;
    }, (error) => { waitingError.value = error; })
    .finally(() => { reading = null; if (again) { again = false; readWaiting(); } });
  return reading;
}

export const forget = () => { waiting.value = []; waitingLoaded.value = false; };
