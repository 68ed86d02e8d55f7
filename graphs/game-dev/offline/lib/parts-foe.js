/* SPDX-License-Identifier: ISC
 * FoeParts: heads of dangers as left halves (six columns, mirrored), with eyes set apart so that they can look, widen and cross.
 * Materials: a body, b second colour, w bone, e dark, l light, m metal. The slot (walks, hunts, drifts, is rooted) gives the body. */
var FoeParts = (function () {
	"use strict";
	/* half mask, eye style, row of the eyes, gap from the middle, natural colour [hue, saturation, lightness] or null for the scheme's */
	var HEADS = {
		spirit: {half: [".....a", "....aa", "..a.aa", "..aaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", "..aaaa"], eye: "glow", row: 5, gap: 1, flies: true},
		ghost: {half: ["...aaa", "..aaaa", ".aaaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "a.aa.a"], eye: "hollow", row: 3, gap: 1, tint: [215, 22, 76], flies: true},
		slime: {half: ["......", "....aa", "..aaaa", ".aaaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa"], eye: "white", row: 4, gap: 1},
		beetle: {half: [".b....", "..b...", "..bbbb", "..bbbb", ".aaaab", "aaaaab", "aablab", "aaaaab", "aaaaab", ".aaaab"], eye: "white", row: 2, gap: 1},
		drone: {half: ["..l...", "..m...", ".mmmmm", "mmmmmm", "maaaaa", "maaaaa", "maaaaa", "mmmmmm", ".mmmmm", "..b.bb"], eye: "lens", row: 4, gap: 0, flies: true},
		robot: {half: [".....l", ".....m", ".mmmmm", "mmmmmm", "maaaaa", "maaaaa", "maaaaa", "mmmmmm", ".mbbbb", ".mmmmm"], eye: "glow", row: 5, gap: 1},
		bat: {half: ["a.....", "aa....", "aba..a", "abaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", ".aawaa", "..aaaa"], eye: "glow", row: 4, gap: 1, flies: true, wings: true, tint: [268, 26, 40]},
		shark: {half: [".....b", "....bb", "...bbb", "..aaaa", ".aaaaa", "aaaaaa", "aaaaaa", "awewew", "wwwwww", ".wwwww"], eye: "dot", row: 4, gap: 2, tint: [210, 24, 50]},
		spider: {half: ["b.....", ".b.aaa", "b.aaaa", ".baaaa", "b.aaaa", ".baaaa", "b.aaaa", ".b.aaa", "b..bab", "...w.."], eye: "many", row: 4, gap: 1, tint: [285, 20, 34]},
		wolf: {half: ["a.....", "aa....", "aba...", "aaaaaa", "aaaaaa", "aaaaaa", "baaaab", "bbaabb", ".bbbbe", "..bbww"], eye: "glow", row: 4, gap: 1, tint: [222, 12, 46]},
		bear: {half: [".aa...", "abba..", "abaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaabb", "aaabbe", "aaabbb", ".aaawe"], eye: "dot", row: 4, gap: 1, tint: [24, 34, 38]},
		snake: {half: ["......", "...aaa", "..aaaa", ".aabaa", "aaaaaa", "aaaaaa", "aaaaaa", ".bbbbb", "..bbbb", ".....l"], eye: "slit", row: 4, gap: 2, tint: [95, 46, 44]},
		skeleton: {half: ["...www", "..wwww", ".wwwww", ".wwwww", ".wwwww", ".wwwww", ".wwwwe", "..wwww", "..wewe", "..wewe"], eye: "hollow", row: 3, gap: 1, tint: [45, 20, 72]},
		zombie: {half: ["..bbbb", ".bbbbb", ".baaaa", ".aaaaa", "aaaaaa", ".aaaaa", ".aaaaa", ".aaeww", "..aaee", "..aaaa"], eye: "white", row: 4, gap: 1, tint: [100, 26, 50]},
		plant: {half: [".b..b.", "bbbbbb", ".baaaa", "bbaaaa", ".baaaa", "bbaaaa", ".baeee", "bbewew", ".baeee", "..baaa"], eye: "dot", row: 3, gap: 1, tint: [348, 56, 46]},
		golem: {half: [".aaaaa", "aaaaaa", "aaabaa", "aaaaaa", "aeeeee", "aeeeee", "aaaaaa", "abaaaa", "aaaeee", ".aaaaa"], eye: "glow", row: 4, gap: 1, tint: [40, 12, 50]},
		crab: {half: ["aa....", "a.a...", "aaa.a.", ".a..a.", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".abaab", "b.b.b."], eye: "stalk", row: 2, gap: 1, tint: [12, 66, 50]},
		crow: {half: ["....b.", "...bba", "..aaaa", ".aaaaa", ".aaaaa", "aaaaaa", "aaaaal", "aaaall", ".aaaal", "..aaaa"], eye: "white", row: 4, gap: 1, flies: true, wings: true, tint: [238, 22, 32]},
		shadow: {half: ["a...a.", "aa.aaa", ".aaaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", "aaaaaa", "a.aa.a"], eye: "glow", row: 4, gap: 1, flies: true, tint: [265, 34, 24]},
		guard: {half: [".....b", "...mmb", "..mmmm", ".mmmmm", ".mmmmm", ".eeeee", ".eeeee", ".mmmmm", ".mmmmm", "..mmmm"], eye: "glow", row: 5, gap: 1},
		cloud: {half: ["......", "...aaa", "..aaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", "..l..l", ".l..l."], eye: "angry", row: 4, gap: 1, flies: true, tint: [222, 22, 62]},
		demon: {half: ["b.....", "bb....", ".bbaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", ".aewew", "..aaaa"], eye: "angry", row: 4, gap: 1, tint: [352, 58, 44]},
		goblin: {half: ["......", "...aaa", "..aaaa", "a.aaaa", "aaaaaa", ".aaaaa", "..aaab", "..aaab", "..awee", "...aaa"], eye: "white", row: 3, gap: 1, tint: [92, 40, 42]},
		alien: {half: ["...aaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaaaa", ".aaaaa", "..aaaa", "...aee"], eye: "slant", row: 4, gap: 1, tint: [140, 42, 56]},
		bee: {half: [".e....", "..e.ll", "..llll", ".lllll", ".eeeee", "llllll", "llllll", "eeeeee", ".lllll", "..eeee"], eye: "dot", row: 3, gap: 1, flies: true, wings: true},
		octopus: {half: ["...aaa", "..aaaa", ".aaaaa", ".aaaaa", ".aaaaa", ".aaaaa", "..aaaa", ".aabaa", "aa.a.a", "a.aa.a"], eye: "white", row: 3, gap: 1, tint: [335, 52, 52]},
		jellyfish: {half: ["...aaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "bbbbbb", ".a.b.a", ".a.b.a", "a..b.a", "...b.."], eye: "dot", row: 3, gap: 1, flies: true, tint: [300, 50, 64]},
		flame: {half: [".....b", "...b.b", "...bbb", ".bbbbb", ".bbbll", "bbblll", "bbllll", "bbllll", ".bblll", "..bbbb"], eye: "dot", row: 6, gap: 1, flies: true, tint: [14, 82, 52]},
		virus: {half: ["b....b", ".b..aa", "..aaaa", "..aaaa", "b.aaaa", ".baaaa", "..aaaa", "..aaaa", ".b..aa", "b....b"], eye: "angry", row: 4, gap: 1, flies: true, tint: [110, 56, 46]},
		dragon: {half: ["b..b..", ".b.b..", ".baaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaabbb", ".abbeb", "..wbwb"], eye: "slit", row: 4, gap: 1, tint: [130, 44, 40]},
		frog: {half: [".aa...", "aaaa..", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aeeeee", "abbbbb", ".bbbbb", "..bbbb"], eye: "white", row: 1, gap: 2, tint: [108, 46, 46]},
		mouse: {half: [".aa...", "abba..", "abbaaa", ".aaaaa", "aaaaaa", "aaaaaa", "aaaaaa", ".aaabb", "..aabl", "...awe"], eye: "dot", row: 4, gap: 1, tint: [30, 14, 44]},
		mage: {half: ["....aa", "....aa", "...aaa", "..aaal", "aaaaaa", ".eeeee", ".eeeee", ".eeeee", ".aaaaa", "aaaaaa"], eye: "glow", row: 6, gap: 1},
		bandit: {half: ["..bbbb", ".bbbbb", ".bbbbb", ".wwwww", ".wwwww", ".wwwww", ".bbbbb", ".bbbbb", "..bbbb", "..aaaa"], eye: "dot", row: 4, gap: 1},
		pirate: {half: ["...eee", ".eeeew", "eeeeee", "llllll", ".wwwww", ".wwwww", ".wwwww", ".bbbbb", ".bbbbb", "..bbbb"], eye: "dot", row: 4, gap: 1}
	};
	var SAME = {fox: "wolf", dog: "wolf", cat: "wolf", knight: "guard", wizard: "mage", witch: "mage", vampire: "demon", ninja: "bandit", detective: "bandit", snowman: "ghost", elf: "goblin", owl: "crow", rabbit: "mouse",
		hedgehog: "mouse", penguin: "crow", keeper: "guard", monk: "mage", samurai: "guard", boy: "goblin", fish: "shark", sheep: "cloud", astronaut: "alien"};
	/* companions of a danger in the other slots when the text names no more: same world, another motion */
	var KIN = {sea: ["crab", "jellyfish", "octopus", "shark"], snow: ["wolf", "ghost", "bear", "golem"], space: ["alien", "drone", "virus", "robot"], city: ["guard", "drone", "mouse", "crow"], lab: ["robot", "drone", "virus", "slime"],
		desert: ["crab", "snake", "skeleton", "golem"], volcano: ["demon", "flame", "golem", "dragon"], swamp: ["frog", "snake", "plant", "ghost"], graveyard: ["skeleton", "ghost", "zombie", "bat"]};
	/* the foot of a rooted one, sixteen wide */
	var FOOT = {
		plain: ["......gggg......", ".....gggggg.....", ".....gggggg.....", "....gggggggg....", "...gggggggggg..."],
		stalk: [".......nn.......", "..nn...nn...nn..", "...nnn.nn.nnn...", ".....nnnnnn.....", "....nnnnnnnn...."],
		post: ["......mmmm......", ".......mm.......", ".......mm.......", ".....mmmmmm.....", "...mmmmmmmmmm..."]
	};
	return {HEADS: HEADS, SAME: SAME, KIN: KIN, FOOT: FOOT};
}());
