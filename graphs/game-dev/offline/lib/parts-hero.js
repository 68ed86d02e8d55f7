/* SPDX-License-Identifier: ISC
 * HeroParts: heads, hats, bodies and things in the hand, as masks for a hero of 16×16. Materials: s skin, h hair or fur,
 * c cloth, t trim, w white, m metal, b boots, e eye, p pink, l light, g glass, f pale fur. Masks of heads are ten wide. */
var HeroParts = (function () {
	"use strict";
	var HEADS = {
		human: {
			front: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhsssssshh", "hsessssesh", "hsessssesh", ".spssssps.", "..ssssss.."],
			back: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh.", "..hssssh.."],
			side: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhssss", "hhhhssesse", "hhhsssesse", ".hhsssssp.", "..hssssss."]
		},
		longhair: {
			front: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhssshhhh", "hsessssesh", "hsessssesh", "hhpssssphh", "hhssssss.h"],
			back: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh"],
			side: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhssss", "hhhhssesse", "hhhhssesse", "hhhssssp..", "hhhsssss.."]
		},
		cat: {
			front: ["h........h", "hh......hh", "hphhhhhhph", "hhhhhhhhhh", "hhehhhhehh", "hhehhhhehh", "hffffpfffh", ".hffffffh."],
			back: ["h........h", "hh......hh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh."],
			side: ["..h....h..", ".hh...hh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhehheh", "hhhhhehheh", "hhhhffffpf", ".hhhfffff."]
		},
		rabbit: {
			front: ["..h....h..", ".php..php.", ".php..php.", ".hhhhhhhh.", "hhehhhhehh", "hhehhhhehh", "hfffppfffh", ".hffffffh."],
			back: ["..h....h..", ".hhh..hhh.", ".hhh..hhh.", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhffhhhh", ".hhhffhhh."],
			side: ["..h...h...", ".hph.hph..", ".hph.hph..", ".hhhhhhhh.", "hhhhhehheh", "hhhhhehheh", "hhhhfffffp", ".hhhfffff."]
		},
		bear: {
			front: [".hh....hh.", "hphhhhhhph", "hhhhhhhhhh", "hhhhhhhhhh", "hhehhhhehh", "hhehffhehh", "hhhfeefhhh", ".hhffffhh."],
			back: [".hh....hh.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh."],
			side: [".hh...hh..", ".hphhhph..", "hhhhhhhhh.", "hhhhhhhhhh", "hhhhhehheh", "hhhhhehheh", "hhhhhfffee", ".hhhhffff."]
		},
		mouse: {
			front: ["hh......hh", "hph....hph", "hphhhhhhph", ".hhhhhhhh.", "hhehhhhehh", "hhehhhhehh", ".hfffffff.", "..hfppfh.."],
			back: ["hh......hh", "hhh....hhh", "hhhhhhhhhh", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh.", "..hhhhhh.."],
			side: [".hh...hh..", "hpph.hph..", "hpphhhhh..", ".hhhhhhhh.", "hhhhhehheh", "hhhhhehheh", ".hhhfffffp", "..hhhfff.."]
		},
		frog: {
			front: [".ww....ww.", "hweh..hewh", "hwehhhhewh", "hhhhhhhhhh", "hhhhhhhhhh", "hpffffffph", "hheeeeeehh", ".hffffffh."],
			back: [".hh....hh.", "hhhh..hhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh."],
			side: ["...ww..ww.", "..hwehhwe.", ".hhwehhwe.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhfffffp", "hhhhheeeee", ".hhhfffff."]
		},
		bird: {
			front: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hffhhhhffh", "hfefhhfefh", "hfefllfefh", "hffllllffh", ".hhffffhh."],
			back: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh."],
			side: ["..hhhhhh..", ".hhhhhhhh.", "hhhhhhhhhh", "hhhhhffhff", "hhhhfefhfe", "hhhhfefhll", "hhhhffflll", ".hhhffff.."]
		},
		robot: {
			front: ["....ll....", ".mmmmmmmm.", "mmmmmmmmmm", "meeeeeeeem", "meleeeelem", "meleeeelem", "mmmmmmmmmm", ".mmm..mmm."],
			back: ["....ll....", ".mmmmmmmm.", "mmmmmmmmmm", "mmmmmmmmmm", "mmttttttmm", "mmttttttmm", "mmmmmmmmmm", ".mmmmmmmm."],
			side: ["...ll.....", ".mmmmmmmm.", "mmmmmmmmmm", "mmmmeeeeee", "mmmmeeleel", "mmmmeeleel", "mmmmmmmmmm", ".mmmmmmmm."]
		},
		ghost: {
			front: ["..ffffff..", ".ffffffff.", "ffffffffff", "ffffffffff", "ffeffffeff", "ffeffffeff", "ffpffffpff", "ffffeeffff"],
			back: ["..ffffff..", ".ffffffff.", "ffffffffff", "ffffffffff", "ffffffffff", "ffffffffff", "ffffffffff", "ffffffffff"],
			side: ["..ffffff..", ".ffffffff.", "ffffffffff", "ffffffffff", "fffffeffef", "fffffeffef", "ffffffffpf", "fffffffeef"]
		},
		dragon: {
			front: ["t..h..h..t", "tthhhhhhtt", "hhhhhhhhhh", "hhhhhhhhhh", "hhehhhhehh", "hhehhhhehh", "hffeffefff", ".hffffffh."],
			back: ["t..h..h..t", "tthhtthhtt", "hhhhtthhhh", "hhhhtthhhh", "hhhhtthhhh", "hhhhtthhhh", "hhhhtthhhh", ".hhhtthhh."],
			side: ["..t...t...", "..tthhtt..", "thhhhhhhh.", "hhhhhhhhhh", "thhhhehheh", "hhhhhehheh", "thhhhffeff", ".hhhhffff."]
		}
	};
	HEADS.fox = {front: ["hh......hh", "heh....heh", "hehhhhhheh", "hhhhhhhhhh", "hhehhhhehh", "ffehhhheff", "ffffeeffff", ".ffffffff."],
		back: ["hh......hh", "hhh....hhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", "hhhhhhhhhh", ".hhhhhhhh."],
		side: ["..h....h..", ".heh..he..", ".hhhhhhh..", "hhhhhhhhhh", "hhhhhehheh", "hhhhhehhff", "hhhhfffffe", ".hhfffff.."]};
	HEADS.dog = {front: ["..hhhhhh..", "hhhhhhhhhh", "thhhhhhhht", "thhhffhhht", "thehhhheht", "tthhffhhtt", "thffeeffht", "..ffppff.."],
		back: ["..hhhhhh..", "hhhhhhhhhh", "thhhhhhhht", "thhhhhhhht", "thhhhhhhht", "tthhhhhhtt", "thhhhhhhht", "..hhhhhh.."],
		side: ["..hhhhhh..", ".hhhhhhhh.", "hhthhhhhhh", "hhtthhhhhh", "hhtthehheh", "hhtthehhff", ".htthffffe", "..hhhffff."]};
	HEADS.hood = {front: ["..cccccc..", ".cccccccc.", "cccccccccc", "ccsssssscc", "csessssesc", "csessssesc", "ccsssssscc", ".cccccccc."],
		back: ["..cccccc..", ".cccccccc.", "cccccccccc", "cccccccccc", "cccccccccc", "cccccccccc", "cccccccccc", ".cccccccc."],
		side: ["..cccccc..", ".cccccccc.", "cccccccccc", "cccccccsss", "ccccssesse", "ccccssesse", "ccccssssss", ".ccccccss."]};

	/* hats lie over the head: their first row is `up` rows above the head's first */
	var HATS = {
		cap: {up: 0, front: ["..tttttt..", ".tttttttt.", "tttttttttt", ".bbbbbbbb."], back: ["..tttttt..", ".tttttttt.", "tttttttttt"], side: ["..tttttt..", ".tttttttt.", "tttttttttt", "....bbbbbbb"]},
		sailor: {up: 1, front: ["..wwwwww..", ".wwwwwwww.", ".ttttlttt.", ".bbbbbbbb."], back: ["..wwwwww..", ".wwwwwwww.", ".tttttttt.", ".bbbbbbbb."], side: ["..wwwwww..", ".wwwwwwww.", ".ttttttlt.", "...bbbbbbb"]},
		helmet: {up: 0, front: ["..mmttmm..", ".mmmttmmm.", "mmmmttmmmm", "mmmmmmmmmm", "m........m", "m........m"], back: ["..mmttmm..", ".mmmttmmm.", "mmmmttmmmm", "mmmmttmmmm", "mmmmmmmmmm", "mmmmmmmmmm"], side: ["..mttttm..", ".mmmmmmmm.", "mmmmmmmmmm", "mmmmmmmmmm", "mmmm......", "mmmm......"]},
		wizard: {up: 3, front: ["....tt....", "....ttt...", "...tttt...", "..tttttt..", "..tlttlt..", "tttttttttt"], back: ["....tt....", "....ttt...", "...tttt...", "..tttttt..", "..tttttt..", "tttttttttt"], side: ["..ttt.....", "..tttt....", "..ttttt...", "..tttttt..", "..ttltttl.", "tttttttttt"]},
		crown: {up: 1, front: ["..l.ll.l..", "..llllll..", "..lpllpl.."], back: ["..l.ll.l..", "..llllll..", "..llllll.."], side: ["..l.ll.l..", "..llllll..", "..lllllp.."]},
		straw: {up: 1, front: ["...llll...", "..llllll..", "..tttttt..", "llllllllll"], back: ["...llll...", "..llllll..", "..tttttt..", "llllllllll"], side: ["...llll...", "..llllll..", "..tttttt..", "llllllllll"]},
		chef: {up: 2, front: ["..wwwwww..", ".wwwwwwww.", ".wwwwwwww.", "..wwwwww..", "..tttttt.."], back: ["..wwwwww..", ".wwwwwwww.", ".wwwwwwww.", "..wwwwww..", "..tttttt.."], side: ["..wwwwww..", ".wwwwwwww.", ".wwwwwwww.", "..wwwwww..", "..tttttt.."]},
		miner: {up: 0, front: ["..tttttt..", ".tttllttt.", "tttttttttt"], back: ["..tttttt..", ".tttttttt.", "tttttttttt"], side: ["..tttttt..", ".ttttttttl", "ttttttttll"]},
		diver: {up: 0, front: ["..mmmmmm..", ".mmmmmmmm.", "mmggggggmm", "mggggggggm", "m........m", "m........m", "mm......mm", ".mmmmmmmm."], back: ["..mmmmmm..", ".mmmmmmmm.", "mmmmmmmmmm", "mmmttttmmm", "mmmttttmmm", "mmmmmmmmmm", "mmmmmmmmmm", ".mmmmmmmm."], side: ["..mmmmmm..", ".mmmmmmmm.", "mmmmmggggg", "mmmmgggggg", "mmmm......", "mmmm......", "mmmmm....m", ".mmmmmmmm."]},
		astronaut: {up: 0, front: ["..wwwwww..", ".wwwwwwww.", "wwggggggww", "wgg.....gw", "wg......gw", "wg......gw", "ww......ww", ".wwwwwwww."], back: ["..wwwwww..", ".wwwwwwww.", "wwwwwwwwww", "wwwttttwww", "wwwttttwww", "wwwwwwwwww", "wwwwwwwwww", ".wwwwwwww."], side: ["..wwwwww..", ".wwwwwwww.", "wwwwwggggg", "wwwwgg....", "wwwwg.....", "wwwwg.....", "wwwww....w", ".wwwwwwww."]},
		bandana: {up: 0, front: ["..tttttt..", ".tttttttt.", "tttttttttt"], back: ["..tttttt..", ".tttttttt.", "tttttttttt", "....tt....", "...t..t..."], side: ["..tttttt..", ".tttttttt.", "tttttttttt", "tt........", "t........."]},
		mask: {up: 0, front: ["..cccccc..", ".cccccccc.", "cccccccccc", "tttttttttt", "c........c", "cccccccccc", "cccccccccc", "..cccccc.."], back: ["..cccccc..", ".cccccccc.", "cccccccccc", "tttttttttt", "cccccccccc", "cccccccccc", "cccccccccc", "..cccccc.."], side: ["..cccccc..", ".cccccccc.", "cccccccccc", "tttttttttt", "cccc......", "cccccccccc", "cccccccccc", "..cccccc.."]},
		beret: {up: 1, front: ["....t.....", ".tttttttt.", "tttttttttt", ".tttttttt."], back: ["....t.....", ".tttttttt.", "tttttttttt", ".tttttttt."], side: ["....t.....", "tttttttt..", "ttttttttt.", ".tttttttt."]},
		fedora: {up: 1, front: ["..bbbbbb..", "..bbbbbb..", "..tttttt..", "bbbbbbbbbb"], back: ["..bbbbbb..", "..bbbbbb..", "..tttttt..", "bbbbbbbbbb"], side: ["..bbbbbb..", "..bbbbbb..", "..tttttt..", "bbbbbbbbbb"]},
		pirate: {up: 1, front: ["...eeee...", ".eeewweee.", "eeeewweeee", "llllllllll"], back: ["...eeee...", ".eeeeeeee.", "eeeeeeeeee", "llllllllll"], side: ["...eeee...", ".eeeeewee.", "eeeeeeweee", "llllllllll"]},
		ribbon: {up: 1, front: [".......tt.", "......tttt", ".......tt."], back: [".tt.......", "tttt......", ".tt......."], side: [".tt.......", "tttt......", ".tt......."]},
		leaf: {up: 1, front: ["...tt.t...", "....tt....", "..tttttt.."], back: ["...tt.t...", "....tt....", "..tttttt.."], side: ["..tt.t....", "...tt.....", "..tttttt.."]},
		none: null
	};

	/* bodies eight wide and four high; the last row is the hem */
	var BODIES = {
		coat: {front: ["cctccccc", "cctccccc", "cctccccc", ".cccccc."], back: ["cccccccc", "cccccccc", "cccccccc", ".cccccc."], side: [".ccccct.", ".ccccct.", ".ccccct.", ".cccccc."]},
		robe: {front: [".cctttc.", "ccctttcc", "ccctttcc", "cccttccc"], back: [".cccccc.", "cccccccc", "cccccccc", "cccccccc"], side: [".ccccct.", ".ccccct.", "ccccccct", "cccccccc"]},
		tunic: {front: ["cccccccc", "sccccccs", "sbbllbbs", ".cccccc."], back: ["cccccccc", "sccccccs", "sbbbbbbs", ".cccccc."], side: [".cccccc.", ".ccsscc.", ".bbssbb.", ".cccccc."]},
		armour: {front: ["mmmttmmm", "mmmttmmm", "mtttttmm", ".mmttmm."], back: ["tttttttt", "tttttttt", "tttttttt", ".tttttt."], side: [".tmmmmm.", "ttmmmmm.", "ttmmmmm.", "t.mmmm.."]},
		dress: {front: [".scccss.", ".stttts.", ".cccccc.", "cccccccc"], back: [".sccccs.", ".stttts.", ".cccccc.", "cccccccc"], side: ["..cccs..", "..ttts..", ".cccccc.", "cccccccc"]},
		suit: {front: ["wwttttww", "wwtlltww", "wwwwwwww", ".wwwwww."], back: ["wwmmmmww", "wwmmmmww", "wwmmmmww", ".wwwwww."], side: ["mwwwwtw.", "mwwwwtw.", "mwwwwww.", ".wwwww.."]},
		overall: {front: ["wcwwwwcw", "sccccccs", "sccllccs", ".cccccc."], back: ["wcwwwwcw", "sccccccs", "sccccccs", ".cccccc."], side: [".wcwwcw.", ".ccsscc.", ".ccsscc.", ".cccccc."]},
		fur: {front: ["httttthh", "hhffffhh", "hhffffhh", ".hhhhhh."], back: ["tttttttt", "hhhhhhhh", "hhhhhhhh", ".hhhhhh."], side: [".tttttt.", "hhhhhfh.", "hhhhhfh.", "h.hhhh.."]},
		apron: {front: ["ccwwwwcc", "scwwwwcs", "scwwwwcs", ".wwwwww."], back: ["cccccccc", "sccwwccs", "sccccccs", ".cccccc."], side: [".ccccww.", ".ccssww.", ".ccssww.", ".cccwww."]},
		metal: {front: ["mmmmmmmm", "mmteltmm", "mmttttmm", ".mmmmmm."], back: ["mmmmmmmm", "mmmttmmm", "mmmttmmm", ".mmmmmm."], side: [".mmmmmm.", ".mmtmmm.", ".mmtmmm.", ".mmmmmm."]},
		sheet: {front: ["ffffffff", "ffffffff", "ffffffff", "ff.ff.ff"], back: ["ffffffff", "ffffffff", "ffffffff", "ff.ff.ff"], side: ["ffffffff", "ffffffff", "ffffffff", "ff.ff.ff"]}
	};

	/* things in the hand, beside the body; they swing with the step */
	var THINGS = {
		lantern: [".m.", "mlm", "lll", "mlm"], sword: ["..m", "..m", ".mm", "tt."], staff: ["ll.", "ll.", ".b.", ".b.", ".b."], net: ["ww.", "w.w", ".b.", ".b."], bag: ["bbb", "blb", "bbb"], spade: [".b.", ".b.", "mmm", ".m."],
		pick: ["mmm", "m.b", "..b", "..b"], spoon: [".m.", ".m.", ".b.", ".b."], glass: ["mm.", "gg.", "..b"], brush: [".t.", ".b.", ".b."], none: []
	};

	/* role → [head, hat, body, thing, hair hues, cloth: 0 the scheme's hero, 1 the trim, else a hue] */
	var ROLES = {
		keeper: ["human", "sailor", "coat", "lantern"], knight: ["human", "helmet", "armour", "sword"], wizard: ["human", "wizard", "robe", "staff"], witch: ["longhair", "wizard", "dress", "staff"], girl: ["longhair", "ribbon", "dress", "none"],
		boy: ["human", "cap", "tunic", "none"], princess: ["longhair", "crown", "dress", "none"], cat: ["cat", "none", "fur", "none"], fox: ["fox", "none", "fur", "none"], dog: ["dog", "none", "fur", "none"], rabbit: ["rabbit", "none", "fur", "none"],
		bear: ["bear", "none", "fur", "none"], penguin: ["bird", "none", "fur", "none"], frog: ["frog", "none", "fur", "none"], owl: ["bird", "none", "fur", "none"], mouse: ["mouse", "none", "fur", "none"], hedgehog: ["mouse", "none", "fur", "none"],
		dragon: ["dragon", "none", "fur", "none"], robot: ["robot", "none", "metal", "none"], astronaut: ["human", "astronaut", "suit", "none"], diver: ["human", "diver", "suit", "lantern"], pirate: ["human", "pirate", "coat", "sword"], ninja: ["human", "mask", "tunic", "sword"],
		samurai: ["human", "helmet", "robe", "sword"], monk: ["hood", "none", "robe", "staff"], explorer: ["human", "fedora", "tunic", "bag"], farmer: ["human", "straw", "overall", "spade"], chef: ["human", "chef", "apron", "spoon"], miner: ["human", "miner", "overall", "pick"],
		scientist: ["longhair", "none", "apron", "glass"], detective: ["human", "fedora", "coat", "glass"], courier: ["human", "cap", "tunic", "bag"], painter: ["human", "beret", "apron", "brush"], elf: ["hood", "leaf", "tunic", "none"], mermaid: ["longhair", "ribbon", "dress", "none"],
		vampire: ["human", "none", "robe", "none"], ghost: ["ghost", "none", "sheet", "lantern"], spirit: ["ghost", "leaf", "sheet", "none"], skeleton: ["ghost", "none", "tunic", "none"]
	};

	return {HEADS: HEADS, HATS: HATS, BODIES: BODIES, THINGS: THINGS, ROLES: ROLES};
}());
