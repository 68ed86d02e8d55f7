// SPDX-License-Identifier: ISC
// Chance from a seed: the same seed gives the same choices (mulberry32).
export class Chance {
	constructor(seed) {
		this.seed = seed >>> 0;
		this.state = this.seed;
	}

	/** 0 to 1, without 1. */
	roll() {
		this.state = this.state + 0x6d2b79f5 >>> 0;
		let t = this.state;
		t = Math.imul(t ^ t >>> 15, t | 1);
		t ^= t + Math.imul(t ^ t >>> 7, t | 61);
		return ((t ^ t >>> 14) >>> 0) / 4294967296;
	}

	/** A whole number, both ends included. */
	between(low, high) {
		return low + Math.floor(this.roll() * (high - low + 1));
	}

	pick(list) {
		return list[Math.floor(this.roll() * list.length)];
	}

	/** In: [[weight, value], …]. */
	weighted(list) {
		let at = this.roll() * list.reduce((sum, [weight]) => sum + weight, 0);
		for (const [weight, value] of list)
			if ((at -= weight) < 0)
				return value;
		return list[list.length - 1][1];
	}

	shuffle(list) {
		for (let i = list.length - 1; i > 0; i--) {
			const k = this.between(0, i);
			[list[i], list[k]] = [list[k], list[i]];
		}
		return list;
	}
}

/** LUDWRIGHT_SEED, else one by the clock; it is printed, so that a run can be had again. */
export function seeded() {
	const seed = Number(process.env.LUDWRIGHT_SEED) || Date.now() % 1000000;
	console.log(`# seed ${seed}`);
	return new Chance(seed);
}
