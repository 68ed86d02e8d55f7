// SPDX-License-Identifier: ISC
// A model may ask the person, where the project allows it: the step waits without a worker, through kills and pauses, and goes on with the answer.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {answerOf, begin, recordConcept, settled, startRig} from './models-rig.mjs';
import {until} from './stack.mjs';

let rig, answers;
before(async () => {
	rig = await startRig();
	answers = await recordConcept(rig);
	rig.stub.behave = (ask) => (ask.turn === 0 ? {calls: [{name: 'ask', arguments: {question: 'Red or blue?', options: ['red', 'blue', 7]}}]}
		: {calls: [{name: 'submit', arguments: answerOf(answers, ask.step)}]});
});
after(() => rig?.stop());

const stops = {checkpoints: ['checkpoint_concept']};
const of = (name) => rig.stub.ledger.filter((e) => e.step?.project.name === name);
const address = (id) => `/api/v1/projects/proj_${id.replaceAll('-', '')}`;
const asked = (id) => until(async () => (await rig.ada.get(`${address(id)}/questions?open=true`)).body.items[0], 'the question', 30);

test('it asks, waits without a worker, and goes on with the answer', async () => {
	const id = await begin(rig, {provider: 'anthropic', name: 'asks', questions: true, ...stops});
	const question = await asked(id);
	assert.deepEqual([question.question, question.options, question.agent_type, question.answer], ['Red or blue?', ['red', 'blue'], 'concept', null]);
	assert.equal(rig.stack.value(`SELECT held AND leased_by IS NULL FROM jobs WHERE project_id = '${id}'`), 't');
	const agent = (await rig.ada.get(`/api/v1/agents/${question.agent_id}`)).body;
	assert.deepEqual([agent.status, agent.current_task], ['running', 'Red or blue?']);
	assert.ok((await rig.ada.get('/api/v1/users/me/notifications')).body.items.some((n) => n.kind === 'question' && n.data.question_id === question.id));
	const lease = rig.stack.value(`SELECT lease FROM jobs WHERE project_id = '${id}'`);
	// a pause and a resumption ask nothing twice
	assert.equal((await rig.ada.post(`${address(id)}/pause`)).status, 200);
	assert.equal((await rig.ada.post(`${address(id)}/resume`)).status, 200);
	await until(() => rig.stack.value(`SELECT held AND lease > ${lease} AND leased_by IS NULL FROM jobs WHERE project_id = '${id}'`) === 't', 'the step to wait again', 30);
	assert.equal(of('asks').length, 1);
	const vic = await rig.stack.user('vic');
	assert.equal((await vic.post(`${address(id)}/questions/${question.id}/answer`, {answer: 'Green.'})).status, 404);
	const {status, body} = await rig.ada.post(`${address(id)}/questions/${question.id}/answer`, {answer: 'Blue, please.'});
	assert.equal(status, 200, JSON.stringify(body));
	assert.equal(body.answer, 'Blue, please.');
	assert.notEqual((await settled(rig, id)).status, 'failed');
	assert.equal(of('asks').length, 2, 'no turn was asked for twice');
	const turns = (await rig.ada.get(`/api/v1/agents/${question.agent_id}/turns`)).body.items;
	const second = (await rig.ada.get(`/api/v1/turns/${turns[1].id}`)).body.conversation;
	assert.equal(second.told.results[0].text, 'The person answers: Blue, please.');
	assert.equal((await rig.ada.post(`${address(id)}/questions/${question.id}/answer`, {answer: 'Red.'})).status, 409);
});

test('where nobody is to be asked there is no such tool', async () => {
	const id = await begin(rig, {provider: 'openai', name: 'alone', ...stops});
	assert.notEqual((await settled(rig, id)).status, 'failed');
	assert.deepEqual((await rig.ada.get(`${address(id)}/questions`)).body.items, []);
	const agent = rig.stack.value(`SELECT id FROM agents WHERE project_id = '${id}' AND node = 'concept'`).replaceAll('-', '');
	const turns = (await rig.ada.get(`/api/v1/agents/agent_${agent}/turns`)).body.items;
	assert.match((await rig.ada.get(`/api/v1/turns/${turns[1].id}`)).body.conversation.told.results[0].text, /nobody answers questions here/);
});
