// SPDX-License-Identifier: ISC
// A document edited by hand while it is under review: what follows is made from it; and what differs between two versions.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf, storeContent} from './seed.mjs';
import {finishedProject, reach, snapshotsOf, startSmall} from './small.mjs';
import {PASSWORD, until, uuidOf} from './stack.mjs';

let stack, ada, bob;
before(async () => {
	stack = await startSmall();
	const people = [];
	for (const name of ['ada', 'bob'])
		people.push(await stack.user(name));
	[ada, bob] = people;
});
after(() => stack?.stop());

const waits = (id, revision = 1) => until(async () => {
	const [item] = (await ada.get(`/api/v1/projects/${id}/checkpoints?status=pending`)).body.items;
	return item?.revision >= revision && item;
}, `a review of ${id}`);
/** A project whose concept waits, with the output under review. */
async function underReview() {
	const project = await ada.project({config: {checkpoints: ['checkpoint_concept'], seed: 7}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	const checkpoint = await waits(project.id);
	const output = (await ada.get(`/api/v1/outputs/${checkpoint.output.output_id}`)).body;
	return {id: project.id, checkpoint, output};
}
const decide = (checkpoint, what, body) => ada.post(`/api/v1/checkpoints/${checkpoint.id}/${what}`, {password: PASSWORD, ...body});
/** Contents of the files that the game has, by path. */
async function texts(id) {
	const {items} = (await ada.get(`/api/v1/projects/${id}/files?source=agent&limit=100`)).body;
	const pages = items.filter((item) => item.path.endsWith('.txt'));
	return Promise.all(pages.map(async (item) => (await ada.get(`/api/v1/files/${item.id}`)).text));
}

test('an edited document is a new revision that says so, and the game is made from it', async () => {
	const {id, checkpoint, output} = await underReview();
	await ada.post(`/api/v1/checkpoints/${checkpoint.id}/comments`, {text: 'Stays with the review.'});
	const document = {...output.content.document, title: 'Moth and Lantern'};
	const edited = await ada.put(`/api/v1/outputs/${output.id}`, {document, summary: 'A better title.'});
	assert.equal(edited.status, 200, edited.text);
	assert.notEqual(edited.body.id, output.id);
	assert.deepEqual([edited.body.revision, edited.body.agent_id, edited.body.output_type], [2, output.agent_id, output.output_type]);
	const {content} = edited.body;
	assert.deepEqual([content.document, content.summary, content.provider.name], [document, 'A better title.', 'person']);
	assert.deepEqual([content.edited.by, content.edited.from], [ada.id, output.id]);
	assert.deepEqual((await ada.get(`/api/v1/outputs/${output.id}`)).body, output, 'the one before is as it was');
	const shown = (await ada.get(`/api/v1/checkpoints/${checkpoint.id}`)).body;
	assert.deepEqual([shown.status, shown.revision, shown.output.output_id, shown.output.summary], ['pending', 2, edited.body.id, 'A better title.']);
	assertError(assert, await decide(checkpoint, 'approve', {revision: 1}), 412, 'REVISION_OUTDATED');
	assert.equal((await decide(checkpoint, 'approve', {revision: 2})).status, 200);
	await reach(ada, id, 'completed');
	const made = await texts(id);
	assert.ok(made.length > 3 && made.every((text) => text.includes('Moth and Lantern')), made.join());
	const causes = (await snapshotsOf(ada, id)).map((snapshot) => snapshot.cause);
	assert.ok(causes.includes('concept edited'), causes.join());
	assert.equal(stack.value(`SELECT count(*) = max(seq) FROM events WHERE project_id = '${uuidOf(id)}'`), 't');
	const events = (await ada.get(`/api/v1/projects/${id}/events?limit=100`)).body.items.filter((item) => item.type === 'checkpoint:updated');
	assert.deepEqual(events.map(({data}) => [data.checkpointId, data.revision, data.outputId, data.editedBy]), [[checkpoint.id, 2, edited.body.id, ada.id]]);
});

test('the Markdown of a document follows an edit; what has other files is not edited', async () => {
	const {id, output} = await underReview(), old = storeContent(stack, '# Old\n'), uuid = uuidOf(output.id);
	const add = (name) => stack.sql(`INSERT INTO blobs VALUES ('${old}', 6) ON CONFLICT DO NOTHING;
		INSERT INTO output_files VALUES ('${uuid}', '${name}', '${old}', 6, 'text/markdown');
		INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id) VALUES ('${uuidOf(id)}', '${name}', '${old}', 6, 'text/markdown', 'agent', '${uuid}')`);
	add('docs/concept.md');
	const document = {title: 'The *Moth*', genre_family: 'tiny', loop: 'Fly.\n- Burn.', count: 3, dark: true, none: null, must_have: ['a <b>lamp</b>', '1. wing'], people: [{name: 'Mo', age: 2, tools: ['net']}]};
	const edited = (await ada.put(`/api/v1/outputs/${output.id}`, {document})).body;
	const text = async (of) => (await ada.get(`/api/v1/outputs/${of.id}/files?path=docs/concept.md`)).text;
	assert.equal(await text(edited), ['# The \\*Moth\\*', '', '- **Genre family**: tiny', '- **Loop**: Fly.  ', '  \\- Burn.', '- **Count**: 3', '- **Dark**: yes', '- **None**: -', '', '## Must have', '',
		'- a \\<b\\>lamp\\</b\\>', '- 1\\. wing', '', '## People', '', '', '### Mo', '', '- **Name**: Mo', '- **Age**: 2', '', '#### Tools', '', '- net', '', "_Edited by hand: written from the document's fields._", ''].join('\n'));
	assert.equal(await text(output), '# Old\n', 'the one before is as it was');
	const [made] = edited.files, [told] = edited.content.files;
	assert.deepEqual([made.path, made.media_type, told.path, told.sha256, told.bytes], ['docs/concept.md', 'text/markdown', 'docs/concept.md', made.sha256, made.bytes]);
	const [current] = (await ada.get(`/api/v1/projects/${id}/files`)).body.items.filter((file) => file.path === 'docs/concept.md');
	assert.deepEqual([current.output_id, current.sha256, (await ada.get(`/api/v1/files/${current.id}`)).text], [edited.id, made.sha256, await text(edited)]);
	const again = (await ada.put(`/api/v1/outputs/${edited.id}`, {document: {title: 'Again'}})).body;
	assert.match(await text(again), /^# Again\n/);

	const other = await underReview();
	for (const name of ['docs/concept.md', 'docs/more.md'])
		stack.sql(`INSERT INTO output_files VALUES ('${uuidOf(other.output.id)}', '${name}', '${old}', 6, 'text/markdown')`);
	const refused = await ada.put(`/api/v1/outputs/${other.output.id}`, {document: {title: 'x'}});
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details, [{reason: 'has files'}]);
	assertError(assert, await ada.put(`/api/v1/outputs/${again.id}`, {document: {title: 'x'}, page: {path: 'x', sha256: old, bytes: 1}}), 400, 'VALIDATION_ERROR');
});

test('edited twice, then sent back: the agent makes the next revision', async () => {
	const {id, checkpoint, output} = await underReview();
	const one = (await ada.put(`/api/v1/outputs/${output.id}`, {document: {title: 'One'}})).body;
	const stale = await ada.put(`/api/v1/outputs/${output.id}`, {document: {title: 'Lost'}});
	assertError(assert, stale, 409, 'STATE_CONFLICT');
	assert.deepEqual(stale.body.error.details, [{reason: 'not under review'}]);
	const two = (await ada.put(`/api/v1/outputs/${one.id}`, {document: {title: 'Two'}})).body;
	assert.deepEqual([two.revision, two.content.edited.from], [3, one.id]);
	assert.equal((await decide(checkpoint, 'request-changes', {revision: 3, feedback: 'shorter'})).status, 200);
	const again = await waits(id, 4);
	assert.equal(again.revision, 4);
	const next = (await ada.get(`/api/v1/outputs/${again.output.output_id}`)).body;
	assert.deepEqual([next.revision, next.content.provider.name, next.content.edited], [4, 'offline', undefined]);
	assert.ok(next.content.document.title.includes('shorter'));
});

test('of two who edit at once one wins; a paused project takes an edit', async () => {
	const {id, output} = await underReview();
	await ada.post(`/api/v1/projects/${id}/pause`);
	const both = await Promise.all(['A', 'B'].map((title) => ada.put(`/api/v1/outputs/${output.id}`, {document: {title}})));
	assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 409]);
	assert.equal(stack.value(`SELECT count(*) FROM agent_outputs WHERE project_id = '${uuidOf(id)}'`), '2');
	await ada.post(`/api/v1/projects/${id}/cancel`);
	const winner = both.find((answer) => answer.status === 200).body;
	const over = await ada.put(`/api/v1/outputs/${winner.id}`, {document: {title: 'C'}});
	assertError(assert, over, 409, 'STATE_CONFLICT');
	assert.equal(over.body.error.details[0].status, 'cancelled');
});

test('a document has to fit its schema, every problem named', async () => {
	const {output} = await underReview();
	for (const [body, fields] of [[{}, ['document']], [{document: []}, ['document']], [{document: {}}, ['document']], [{document: {title: 7}}, ['document/title']],
		[{document: {title: 'x'}, summary: ''}, ['summary']], [{document: {title: 'x'}, revision: 9}, ['revision']]]) {
		const answer = await ada.put(`/api/v1/outputs/${output.id}`, body);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.ok(fields.every((field) => fieldsOf(answer).some((other) => other.startsWith(field))), answer.text);
	}
	assertError(assert, await bob.put(`/api/v1/outputs/${output.id}`, {document: {title: 'x'}}), 404, 'NOT_FOUND');
	await ada.post(`/api/v1/projects/${output.project_id}/members`, {user_id: bob.id, role: 'reviewer'});
	assertError(assert, await bob.put(`/api/v1/outputs/${output.id}`, {document: {}}), 403, 'FORBIDDEN');
	assertError(assert, await ada.put('/api/v1/outputs/out_00000000000000000000000000000000', {document: {title: 'x'}}), 404, 'NOT_FOUND');
});

test('what differs between two outputs', async () => {
	const {output} = await underReview();
	const document = {...output.content.document, title: 'Other', 'a/b~c': [1, {x: 2}]};
	delete document.genre_family;
	const edited = (await ada.put(`/api/v1/outputs/${output.id}`, {document})).body;
	const diff = (await ada.get(`/api/v1/outputs/${edited.id}/diff?with=${output.id}`)).body;
	assert.deepEqual([diff.id, diff.with, diff.revision, diff.with_revision, diff.files], [edited.id, output.id, 2, 1, []]);
	assert.deepEqual(diff.document, [{path: '/a~1b~0c', change: 'added', old: null, new: [1, {x: 2}]}, {path: '/genre_family', change: 'removed', old: 'tiny', new: null},
		{path: '/title', change: 'changed', old: 'Lighthouse', new: 'Other'}]);
	assert.deepEqual((await ada.get(`/api/v1/outputs/${edited.id}/diff?with=${edited.id}`)).body.document, []);
	const one = await finishedProject(ada), two = await finishedProject(ada, {name: 'Deep sea'});
	const code = async (project) => (await ada.get(`/api/v1/projects/${project.id}/outputs?type=code&limit=100`)).body.items.find((item) => item.stage === 'gather').id;
	const files = (await ada.get(`/api/v1/outputs/${await code(one)}/diff?with=${await code(two)}`)).body.files;
	assert.ok(files.length > 3 && files.every((file) => file.change === 'changed' && file.old.sha256 !== file.new.sha256), JSON.stringify(files));
	for (const answer of [await bob.get(`/api/v1/outputs/${edited.id}/diff?with=${output.id}`), await ada.get(`/api/v1/outputs/${edited.id}/diff?with=out_00000000000000000000000000000000`)])
		assertError(assert, answer, 404, 'NOT_FOUND');
	const stranger = (await ada.get(`/api/v1/outputs/${edited.id}/diff`));
	assertError(assert, stranger, 400, 'VALIDATION_ERROR');
});
