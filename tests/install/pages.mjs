// SPDX-License-Identifier: ISC
// What the pages of docs/ tell people to type. A block of `sh` is for everybody and in the order of the page; one of `console` is a choice.
import fs from 'node:fs';
import path from 'node:path';

export const source = path.resolve(process.env.top_srcdir ?? '.');
export const PAGES = ['install', 'configure', 'operate', 'upgrade'];

/** In: a page's name. Out: [{page, section, language, text}], in order. */
export function blocks(page) {
	const found = [];
	let section = '', block = null;
	for (const line of fs.readFileSync(path.join(source, `docs/${page}.md`), 'utf8').split('\n')) {
		const fence = /^ *```(\w*)$/.exec(line);
		if (fence && block) {
			found.push({...block, text: block.lines.join('\n')});
			block = null;
		} else if (fence)
			block = {page, section, language: fence[1], lines: []};
		else if (block)
			block.lines.push(line);
		else
			section = /^#+ (.*)/.exec(line)?.[1] ?? section;
	}
	return found;
}

/** The blocks of a heading that are a choice, each a list of lines. */
export function choices(page, section) {
	const found = blocks(page).filter((block) => block.language === 'console' && block.section === section);
	if (!found.length)
		throw new Error(`docs/${page}.md leaves no choice under "${section}"`);
	return found.map(({text}) => text);
}

/** The blocks to be typed under some headings of a page; a heading that has none is a mistake. */
export function typed(page, ...sections) {
	const all = blocks(page).filter(({language}) => language === 'sh');
	for (const section of sections)
		if (!all.some((block) => block.section === section))
			throw new Error(`docs/${page}.md tells nothing under "${section}"`);
	return all.filter(({section}) => !sections.length || sections.includes(section)).map(({text}) => text);
}
