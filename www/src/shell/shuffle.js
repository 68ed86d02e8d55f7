// SPDX-License-Identifier: ISC
// A page's title comes in letter by letter, once a navigation, in at most 400 ms. The real text stands in the heading from the first frame on; what
// shuffles is a layer over it that nobody reads. Nothing of it where motion is off.
import { moves } from "../theme/look.js";

const STEP_MS = 30, FIRST_MS = 90, WHOLE_MS = 380, TRIES = 90;
const LATIN = "ABCDEFGHKLMNRSTUVXYZ0123456789", KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノ";

/** What stands at a moment: letters that have settled, random ones for the others. In: ms since the beginning, a source of chance. */
export function frame(text, ms, random = Math.random) {
  const chars = [...text], settled = (i) => FIRST_MS + (i / chars.length) * (WHOLE_MS - FIRST_MS) <= ms;
  const other = (c) => { const from = /[\u3000-\u9fff]/.test(c) ? KANA : LATIN; return from[Math.floor(random() * from.length)]; };
  return chars.map((c, i) => (settled(i) || /\s/.test(c) ? c : other(c))).join("");
}

function play(heading) {
  const text = heading.textContent, layer = document.createElement("span"), began = performance.now();
  layer.className = "glyphs";
  layer.ariaHidden = "true";
  const end = () => { clearInterval(timer); layer.remove(); heading.classList.remove("shuffling"); };
  const timer = setInterval(() => { const ms = performance.now() - began; if (ms >= WHOLE_MS || !heading.isConnected) end(); else layer.textContent = frame(text, ms); }, STEP_MS);
  layer.textContent = frame(text, 0);
  heading.append(layer);
  heading.classList.add("shuffling");
}

/** In: the page's element. Waits for its title, which may come with what is loaded. */
export function shuffleTitle(page) {
  if (!moves("shuffle")) return;
  let tries = 0;
  const look = () => {
    const heading = page.querySelector("h1");
    if (heading && heading.textContent.trim().length > 1) play(heading);
    else if (page.isConnected && ++tries < TRIES) requestAnimationFrame(look);
  };
  look();
}
