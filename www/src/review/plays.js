// SPDX-License-Identifier: ISC
// Recorded play: what was pressed, tick by tick, as the game tells it ({lud: "replay"}, docs/game-contract.md), and how it goes along with a comment: as a
// block at the end of its text, so that whoever reads the comment has it, people and agents. Pure. The game is not trusted: what it tells is checked.
const MASKS = 256, PAIRS = 20000, TICKS = 2 ** 22, LONGEST = 15000; // of a comment's 20,000 characters
const OPEN = "```lud-play\n", CLOSE = "\n```";
const RATE = 60; // ticks a second

const whole = (n, least, most) => Number.isInteger(n) && n >= least && n <= most;

/** In: what a game told. Out: {seed, inputs: [[mask, ticks]], ticks, hash, score, end}, or null. */
export function recordingOf(said) {
  const { seed, inputs, hash, status } = said ?? {};
  if (!Array.isArray(inputs) || !inputs.length || inputs.length > PAIRS || !inputs.every((p) => Array.isArray(p) && p.length === 2 && whole(p[0], 0, MASKS - 1) && whole(p[1], 1, TICKS))) return null;
  return { seed: whole(seed, 0, 2 ** 32 - 1) ? seed : null, ticks: inputs.reduce((sum, [, n]) => sum + n, 0), hash: typeof hash === "string" ? hash.slice(0, 100) : null,
    score: Number.isFinite(status?.score) ? status.score : null, end: status?.won ? "won" : status?.lost ? "lost" : "open", inputs };
}

export const secondsOf = (play) => play.ticks / RATE;

/** Does it fit into a comment? */
export const fits = (play) => JSON.stringify(play).length <= LONGEST;

/** A comment's text with the play at its end. */
export const withPlay = (text, play) => (play ? `${text}\n\n\`\`\`lud-play\n${JSON.stringify(play)}\n\`\`\`` : text);

/** Text and play of a comment, which anybody may have written: {text, play or null}. */
export function apart(text) {
  const whole = text.trimEnd(), at = whole.lastIndexOf(OPEN); // by places: the text may be anybody's, and a pattern that tries each newline takes minutes
  if (at < 0 || (at && whole[at - 1] !== "\n") || !whole.endsWith(CLOSE)) return { text, play: null };
  let kept = null;
  try { kept = JSON.parse(whole.slice(at + OPEN.length, -CLOSE.length)); } catch { /* no play then */ }
  const play = recordingOf({ ...kept, status: { score: kept?.score, won: kept?.end === "won", lost: kept?.end === "lost" } });
  return play ? { text: text.slice(0, at).trimEnd(), play } : { text, play: null };
}
