// SPDX-License-Identifier: ISC
// Who may what, as the route table says it. Run by itself it prints docs/roles.md: top_builddir=build/dev node tests/contract/roles.mjs >docs/roles.md
import {fileURLToPath} from 'node:url';
import {operationsOf, readDocument} from './printed.mjs';

const LADDER = ['viewer', 'reviewer', 'editor', 'owner'];
export const ACTORS = ['anonymous', 'disabled', 'stranger', ...LADDER, 'admin'];

/** What an actor gets who has the right ids: 'yes', or the status that refuses. In: actor of ACTORS; members of a project by their role in it. */
export function expected(operation, actor) {
	if (!operation.security.length)
		return 'yes';
	if (actor === 'anonymous' || actor === 'disabled')
		return 401;
	if (actor === 'admin')
		return 'yes';
	if (operation['x-admin'])
		return 404;
	if (!operation['x-role'])
		return 'yes';
	if (actor === 'stranger')
		return 404;
	return LADDER.indexOf(actor) >= LADDER.indexOf(operation['x-role']) ? 'yes' : 403;
}

function row(operation) {
	const cells = ACTORS.filter((actor) => actor !== 'disabled').map((actor) => {
		const may = expected(operation, actor);
		return may === 'yes' && operation['x-step-up'] ? 'yes, step-up' : may;
	});
	return `| ${operation.method} ${operation.address.replace('/api/v1/', '')} | ${cells.join(' | ')} |`;
}

export function page(document) {
	const operations = operationsOf(document);
	const tables = document.tags.map(({name}) => {
		const rows = operations.filter(({tags}) => tags[0] === name).map(row);
		return `## ${name}\n\n| route | ${ACTORS.filter((actor) => actor !== 'disabled').join(' | ')} |\n|---|${'---|'.repeat(ACTORS.length - 1)}\n${rows.join('\n')}\n`;
	});
	return `# Who may what

Made from the route table by \`make roles\`; \`tests/contract/s1.mjs\` holds every cell of it, and that this page is up to date. Paths begin with
\`/api/v1/\` unless they begin with a slash.

- **anonymous**: without a token. A disabled account is treated alike.
- **stranger**: signed in, and no member of the project that an id belongs to. For a project's id, and for what is in it, that is 404, byte for byte the answer to an id
  that was never given. What belongs to an account (\`users/me/…\`) is 404 to every other account.
- **viewer, reviewer, editor, owner**: members of the project. 403: they may see it, but not do this.
- **admin**: sees and does everywhere what an owner does; each look at a project that is not the admin's own leaves a trace.
- **step-up**: needs a password check not older than 5 minutes, else 401 \`REAUTH_REQUIRED\`.

${tables.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	process.stdout.write(page(readDocument()));
