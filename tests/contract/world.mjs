// SPDX-License-Identifier: ISC
// A system in which every route has something to answer: a finished project of a real run, one that waits, and what special routes need first.
import {execFileSync} from 'node:child_process';
import {CONCEPT, until, uuidOf} from '../system/stack.mjs';
import {finishedProject, reach, snapshotsOf, startSmall} from '../system/small.mjs';
import {seedBuild, seedCheckpoint, seedDead, seedQuestion, seedRun, seedTurn} from '../system/seed.mjs';

const SETTINGS = {LUDWRIGHT_API_RATE_READ: '1000000', LUDWRIGHT_API_RATE_WRITE: '1000000', LUDWRIGHT_SERVER_REGISTRATION: 'invitation'};

/** In: ada's role. Out: {stack, ada (who owns all), admin, ids by kind, broken (an agent), reviewed (an output), build (another), passing() (an account that nothing else needs)}. The worker is stopped: what is started waits. */
export async function makeWorld(role) {
	const stack = await startSmall();
	await stack.end('api');
	await stack.startApi(SETTINGS);
	// maintenance never begins in this world: all other routes would be refused
	stack.sql(`CREATE FUNCTION calm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.active := false; RETURN NEW; END';
		CREATE TRIGGER calm BEFORE UPDATE ON maintenance FOR EACH ROW EXECUTE FUNCTION calm(); GRANT EXECUTE ON FUNCTION calm() TO ludwright_api`);
	const ada = await stack.user('ada', {role});
	const project = await finishedProject(ada);
	const broken = await brokenAgent(ada), reviewed = await reviewedOutput(ada);
	await stack.end('worker');
	const ids = {proj: project.id, run: project.run_id, user: ada.id};
	ids.snap = (await snapshotsOf(ada, project.id)).at(-1).id;
	ids.agent = (await ada.get(`/api/v1/projects/${ids.proj}/agents`)).body.items.find((agent) => agent.sub_agents.length).id;
	const waiting = await started(ada);
	ids.ckpt = seedCheckpoint(stack, waiting.project.id, waiting.run, waiting.agents.concept.id);
	await ada.post(`/api/v1/checkpoints/${ids.ckpt}/comments`, {text: 'Brighter.', file: 'a.txt', line: 1});
	const file = await ada.call('POST', `/api/v1/projects/${ids.proj}/files?name=a.txt`, 'hello', {'content-type': 'application/octet-stream'});
	ids.file = file.body.id;
	const build = seedBuild(stack, ids.proj, ids.run, ids.agent, {'game/index.html': '<!doctype html>', 'dist/game.zip': 'PK'});
	ids.job = seedDead(stack);
	stack.sql(`INSERT INTO agent_logs (agent_id, project_id, level, message) VALUES ('${uuidOf(ids.agent)}', '${uuidOf(ids.proj)}', 'INFO', 'a line');
		INSERT INTO notifications (user_id, project_id, kind, data) VALUES ('${ada.uuid}', '${uuidOf(ids.proj)}', 'checkpoint', '{}')`);
	ids.quest = seedQuestion(stack, ids.proj, ids.agent);
	ids.turn = seedTurn(stack, ids.proj, ids.agent);
	let n = 0;
	const passing = (options) => stack.user(`passing${++n}`, options);
	return {stack, ada, admin: role === 'admin' ? ada : await stack.user('root', {role: 'admin'}), ids, broken, reviewed, build, passing};
}

/** The agent that let a project fail. */
async function brokenAgent(client) {
	const {id} = await client.project({concept: {...CONCEPT, description: `break:split ${CONCEPT.description}`}, config: {checkpoints: []}});
	await client.post(`/api/v1/projects/${id}/start`);
	await reach(client, id, 'failed');
	return (await client.get(`/api/v1/projects/${id}/agents?status=failed`)).body.items[0].id;
}

/** The output that a person is asked about. */
async function reviewedOutput(client) {
	const {id} = await client.project({config: {checkpoints: ['checkpoint_concept']}});
	await client.post(`/api/v1/projects/${id}/start`);
	const item = await until(async () => (await client.get(`/api/v1/projects/${id}/checkpoints?status=pending`)).body.items[0], 'a review');
	return item.output.output_id;
}

/** Tries by an address are counted, sign-ins and what is like them together: they begin anew. */
export function forgetTries(stack) {
	execFileSync('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'EVAL', "for _, k in ipairs(redis.call('KEYS', 'l[af]*')) do redis.call('DEL', k) end", '0']);
}

/** Signs a client in again whose last password check is a while ago: tests of every route may take longer than one is good for. */
export async function fresh(stack, client) {
	const claims = client?.token && JSON.parse(Buffer.from(client.token.split('.')[1], 'base64url'));
	if (!claims || Date.now() / 1000 - claims.auth_time < 100)
		return;
	forgetTries(stack);
	await client.login();
}

export async function started(client) {
	const project = await client.project();
	return {project, ...await seedRun(client, project)};
}

/** Collects ids from answers, the first of each kind: lists speak for routes that are new. */
export function gather(ids, value) {
	if (Array.isArray(value))
		value.forEach((item) => gather(ids, item));
	else if (typeof value === 'object' && value !== null)
		Object.values(value).forEach((item) => gather(ids, item));
	else if (typeof value === 'string' && /^[a-z]+_[0-9a-f]{32}$/.test(value))
		ids[value.split('_')[0]] ??= value;
}
