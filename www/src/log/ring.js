// SPDX-License-Identifier: ISC
// Lines of a log in a ring: the newest `room` of them, those that a filter lets through counted and found by place. Adding a line costs the same however
// many there are; a new filter looks at each once. Pure.
//
//   const ring = new Ring(100000);
//   ring.add([{id, level, agent_id, message, timestamp}]);   // in order; a known id is dropped
//   ring.filter({ level: "WARN", text: "timeout", agents: Set });
//   ring.count; ring.slice(from, to);

export const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"];

/** The first place from `from` on whose number is n or more; numbers rise. */
function firstFrom(numbers, n, from = 0) {
  let low = from, high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < n) low = middle + 1; else high = middle;
  }
  return low;
}

export class Ring {
  #room; #lines = []; #start = 0; #hits = []; #head = 0; #levels = {}; #pass = (_line) => true; #last = -Infinity; #total = 0;

  constructor(room = 100000) { this.#room = room; }

  /** How many lines are kept, of all levels. */
  get size() { return this.#lines.length; }

  /** How many lines the filter lets through. */
  get count() { return this.#hits.length - this.#head; }

  /** How many lines were forgotten for want of room. */
  get lost() { return this.#total - this.#lines.length; }

  get last() { return this.#last; }

  /** Out: how many of the lines were new. */
  add(lines) {
    let fresh = 0;
    for (const line of lines) {
      if (line.id <= this.#last) continue;
      this.#last = line.id;
      fresh++;
      this.#put(line);
    }
    this.#forget();
    return fresh;
  }

  #put(line) {
    const n = this.#total++;
    if (this.#lines.length < this.#room) this.#lines.push(line);
    else { this.#lines[this.#start] = line; this.#start = (this.#start + 1) % this.#room; }
    this.#sort(line, n);
  }

  #sort(line, n) {
    if (!this.#pass(line)) return;
    this.#hits.push(n);
    (this.#levels[line.level] ??= []).push(n);
  }

  #forget() {
    while (this.#head < this.#hits.length && this.#hits[this.#head] < this.lost) this.#head++;
    if (this.#head > 4096 && this.#head * 2 > this.#hits.length) {
      this.#hits = this.#hits.slice(this.#head);
      this.#head = 0;
      for (const [level, numbers] of Object.entries(this.#levels)) this.#levels[level] = numbers.slice(firstFrom(numbers, this.lost));
    }
  }

  #at(n) { return this.#lines[(n - this.lost + this.#start) % this.#room]; }

  /** In: the least level, a text that is in the message (in any case), agents whose lines show. Each may be left out. */
  filter({ level = "DEBUG", text = "", agents = null } = {}) {
    const least = LEVELS.indexOf(level), wanted = text.trim().toLowerCase();
    this.#pass = (line) => LEVELS.indexOf(line.level) >= least && (!agents || agents.has(line.agent_id)) && (!wanted || line.message.toLowerCase().includes(wanted));
    this.#hits = [];
    this.#head = 0;
    this.#levels = {};
    for (let n = this.lost; n < this.#total; n++) this.#sort(this.#at(n), n);
  }

  /** Lines by place among those that show. */
  slice(from, to) { return this.#hits.slice(this.#head + Math.max(0, from), this.#head + to).map((n) => this.#at(n)); }

  /** The place of the next line of this level after a place, round the end; -1 when there is none. */
  next(level, after = -1) {
    const numbers = this.#levels[level] ?? [], first = firstFrom(numbers, this.lost);
    if (first === numbers.length) return -1;
    const at = firstFrom(numbers, this.#hits[this.#head + after + 1] ?? Infinity, first);
    return firstFrom(this.#hits, numbers[at] ?? numbers[first], this.#head) - this.#head;
  }
}

/** Which rows of a list show: `over` more on both sides. */
export function windowOf({ top, height, row, count, over = 12 }) {
  const from = Math.max(0, Math.min(count, Math.floor(top / row)) - over);
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + over), before: from * row, all: count * row };
}
