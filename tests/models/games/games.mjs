// SPDX-License-Identifier: ISC
// Good answers by hand: three games that have nothing in common but the page around them. What a model would write, as files by path.
import fs from 'node:fs';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
const read = (name) => fs.readFileSync(path.join(here, name), 'utf8');
const data = (name, value) => `// ${name}\nwindow.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.${name} = ${JSON.stringify(value, null, 1)};\n`;

const MAZES = [
	['################', '#P  *   #   *   #', '# ### # # ## # #', '# *   #    # # #', '##### #### # # #', '#  G         * #', '# #### ##### # #', '#   *    *   # #', '################'],
	['################', '#P #  *  #   * #', '#  # ### # ### #', '# *    # #   # #', '# ## ### ### # #', '#        G   * #', '# ## ### ##### #', '# *   *      * #', '################']];

export const GAMES = {
	catcher: {title: 'Orchard Basket', params: {seed: 7, lives: 5, speed: 4, basket: 24, fall: 1.2, every: 70, stones: 20, goal: 20}, levels: [{id: 'orchard'}],
		loop: 'Fruit falls from the trees; move the basket under it and leave the stones alone.'},
	maze: {title: 'Star Maze', params: {seed: 7, lives: 4, speed: 2, guard: 1, seconds: 180}, levels: MAZES.map((rows, i) => ({id: `maze-${i + 1}`, rows})),
		loop: 'Walk through the maze and collect every star, out of the guard\'s way.'},
	arena: {title: 'Orb Field', params: {seed: 7, lives: 5, speed: 2.4, ball: 1.1, grow: 4, goal: 14, seconds: 150}, levels: [{id: 'field'}],
		loop: 'Collect orbs on an open field where bouncing balls grow more.'},
};

/** Files of a game by path. In: keys of the assets, which its scripts name. */
export function filesOf(name, keys = []) {
	const {params, levels} = GAMES[name], files = {'js/core.js': read(`${name}.js`), 'data/params.js': data('params', params), 'data/levels.js': data('levels', levels)};
	for (const file of ['index.html', 'css/style.css', 'js/render.js', 'js/audio.js', 'js/input.js', 'js/ui.js', 'js/main.js'])
		files[file] = read(`page/${file}`);
	files['js/render.js'] = files['js/render.js'].replace('/* KEYS */', keys.map((key) => JSON.stringify(key)).join(', '));
	return files;
}
