// SPDX-License-Identifier: ISC
// What has to be there for a route to succeed, by "METHOD path": (world) -> {ids, query, body, raw, headers, as}, each laid over what the document alone
// gives; `as` is who asks instead of ada, for what an account does to itself. A route that needs nothing special is not here.
import {PASSWORD, uuidOf} from '../system/stack.mjs';
import {seedCheckpoint, seedDead, seedNumbers, seedQuestion} from '../system/seed.mjs';
import {forgetTries, started} from './world.mjs';

const V1 = '/api/v1';
const signIn = async (stack) => (await stack.fetch('POST', `${V1}/auth/login`, {body: {email: 'ada@example.org', password: PASSWORD}})).body;
const draft = async ({ada}) => ({ids: {proj: (await ada.project()).id}});
/** Makes something, and gives its id under a name. */
const make = async ({ada, admin}, address, body, kind) => ({ids: {[kind]: (await (address.startsWith('/admin') ? admin : ada).post(V1 + address, body)).body.id}});
const mail = (() => {
	let n = 0;
	return () => `somebody${++n}@example.org`;
})();

async function pending({ada, stack}) {
	const {project, run, agents} = await started(ada);
	const ckpt = seedCheckpoint(stack, project.id, run, agents.concept.id);
	return {ids: {ckpt}, body: {revision: 1, feedback: 'Brighter.'}};
}

async function member({ada, ids, passing}, role = 'viewer') {
	const {id} = await passing();
	await ada.post(`${V1}/projects/${ids.proj}/members`, {user_id: id, role});
	return {ids: {user: id}};
}

const notice = ({stack, ada}) => ({ids: {note: stack.value(`INSERT INTO notifications (user_id, kind) VALUES ('${ada.uuid}', 'x') RETURNING id`)}});

/** By somebody who does not know the guest: others make a member at once. */
async function invited({passing}) {
	const [host, guest] = [await passing(), await passing()], {id} = await host.project();
	await host.post(`${V1}/projects/${id}/members`, {email: guest.email, role: 'editor'});
	return {ids: {proj: id}, as: guest};
}

const providerKey = async ({ada, actor = ada}, provider) => (await actor.call('PUT', `${V1}/users/me/provider-keys/${provider}`, {key: 'sk-0123456789abcdefgh'}), {});

let hooks = 0;
/** Others make way: twenty are the most. */
function webhook(world) {
	world.stack.sql(`DELETE FROM secrets WHERE kind = 'webhook_secret' AND user_id = '${world.ada.uuid}'`);
	return make(world, '/users/me/webhooks', {url: `https://example.org/${++hooks}`}, 'hook');
}
async function delivery(world) {
	const {ids: {hook}} = await webhook(world), {stack, ada} = world;
	const dlv = stack.value(`INSERT INTO deliveries (user_id, notification_id, channel, webhook_id, kind, status, ended_at)
		VALUES ('${ada.uuid}', gen_random_uuid(), 'webhook', '${uuidOf(hook)}', 'x', 'failed', now()) RETURNING id`);
	return {ids: {hook, dlv}};
}

const routes = {
	'POST /auth/login': () => ({body: {email: 'ada@example.org', password: PASSWORD}}),
	'POST /auth/refresh': async ({ada}) => ({body: {refresh_token: (await ada.login()).refresh_token}}),
	'POST /auth/logout': async ({stack}) => ({body: {refresh_token: (await signIn(stack)).refresh_token}}),
	'POST /auth/reauth': async ({passing}) => ({body: {password: PASSWORD}, as: await passing()}),
	'POST /auth/register': async ({admin}) => {
		const email = mail(), {body} = await admin.post(`${V1}/admin/invitations`, {email});
		return {body: {email, name: 'New', password: PASSWORD, invitation: body.token}};
	},
	'POST /auth/reset': async ({stack, passing}) => {
		const {email} = await passing();
		return {body: {token: /#reset=(\S+)/.exec(stack.ludctl(['user', 'reset', email]))[1], password: PASSWORD}};
	},
	'POST /auth/password': async ({passing}) => ({body: {new_password: 'another good one'}, as: await passing()}),
	'DELETE /auth/sessions/{sess}': async ({stack}) => {
		const {sid} = JSON.parse(Buffer.from((await signIn(stack)).access_token.split('.')[1], 'base64url'));
		return {ids: {sess: `sess_${sid.replaceAll('-', '')}`}};
	},
	'DELETE /users/me': async ({passing}) => ({body: {password: PASSWORD}, as: await passing()}),
	'GET /users/me/tokens': (world) => make(world, '/users/me/tokens', {name: 'a script', scopes: ['read']}, 'tok'),
	'DELETE /users/me/tokens/{tok}': (world) => make(world, '/users/me/tokens', {name: 'a script', scopes: ['read']}, 'tok'),
	'GET /users/me/invitations': invited,
	'POST /users/me/notifications/{note}/read': notice,
	'DELETE /users/me/notifications/{note}': notice,
	'GET /users/me/provider-keys': (world) => providerKey(world, 'openai'),
	'DELETE /users/me/provider-keys/openai': (world) => providerKey(world, 'openai'),
	'DELETE /users/me/provider-keys/anthropic': (world) => providerKey(world, 'anthropic'),
	'POST /providers/test': ({stack}) => (stack.sql("UPDATE provider_tests SET created_at = created_at - interval '2 minutes'"), {body: {provider: 'offline'}}),
	'GET /providers/tests/{ptest}': (world) => {
		world.stack.sql("UPDATE provider_tests SET created_at = created_at - interval '2 minutes'");
		return make(world, '/providers/test', {provider: 'offline'}, 'ptest');
	},
	'GET /users/me/webhooks': webhook,
	'POST /users/me/webhooks': () => ({body: {url: `https://example.org/${++hooks}`}}),
	'PATCH /users/me/webhooks/{hook}': webhook,
	'DELETE /users/me/webhooks/{hook}': webhook,
	'GET /users/me/webhooks/{hook}/deliveries': delivery,
	'POST /users/me/deliveries/{dlv}/resend': delivery,
	'PUT /admin/maintenance': () => ({body: {active: false}}),
	'GET /admin/invitations': async ({admin}) => (await admin.post(`${V1}/admin/invitations`, {}), {}),
	'DELETE /admin/invitations/{inv}': (world) => make(world, '/admin/invitations', {}, 'inv'),
	'POST /admin/users': () => ({body: {email: mail(), name: 'New', new_password: PASSWORD}}),
	'PUT /admin/users/{user}': async ({passing}) => ({ids: {user: (await passing()).id}}),
	'DELETE /admin/users/{user}': async ({passing}) => ({ids: {user: (await passing()).id}, body: {password: PASSWORD}}),
	'DELETE /admin/users/{user}/sessions': async ({passing}) => ({ids: {user: (await passing()).id}}),
	'POST /admin/queue/dead/{job}/requeue': ({stack}) => ({ids: {job: seedDead(stack)}}),
	'DELETE /admin/queue/dead/{job}': ({stack}) => ({ids: {job: seedDead(stack)}, body: {password: PASSWORD}}),

	'DELETE /projects/{proj}': async (world) => ({...await draft(world), body: {password: PASSWORD}}),
	'PUT /projects/{proj}': draft,
	'POST /projects/{proj}/start': draft,
	'POST /projects/{proj}/cancel': draft,
	'POST /projects/{proj}/archive': draft,
	'POST /projects/{proj}/restore': draft,
	'POST /projects/{proj}/pause': async ({ada}) => ({ids: {proj: (await started(ada)).project.id}}),
	'POST /projects/{proj}/resume': async ({ada}) => {
		const {project} = await started(ada);
		await ada.post(`${V1}/projects/${project.id}/pause`);
		return {ids: {proj: project.id}};
	},
	'POST /projects/import': async ({ada, ids}) => ({raw: (await ada.get(`${V1}/projects/${ids.proj}/export`)).raw, headers: {'content-type': 'application/x-tar'}}),
	'POST /projects/{proj}/members': () => ({body: {email: mail(), role: 'viewer'}}),
	'PATCH /projects/{proj}/members/{user}': (world) => member(world),
	'DELETE /projects/{proj}/members/{user}': (world) => member(world),
	'POST /projects/{proj}/members/accept': invited,
	'GET /projects/{proj}/invitations': async ({ada, ids}) => (await ada.post(`${V1}/projects/${ids.proj}/members`, {email: mail(), role: 'viewer'}), {}),
	'DELETE /projects/{proj}/invitations/{pinv}': async ({ada, ids}) => {
		await ada.post(`${V1}/projects/${ids.proj}/members`, {email: mail(), role: 'viewer'});
		return {ids: {pinv: (await ada.get(`${V1}/projects/${ids.proj}/invitations`)).body.items.at(-1).id}};
	},
	'GET /projects/{proj}/shares': (world) => make(world, `/projects/${world.ids.proj}/shares`, {}, 'share'),
	'GET /projects/{proj}/shares/{share}': (world) => make(world, `/projects/${world.ids.proj}/shares`, {}, 'share'),
	'DELETE /projects/{proj}/shares/{share}': (world) => make(world, `/projects/${world.ids.proj}/shares`, {}, 'share'),
	'GET /snapshots/{snap}/compare': ({ids}) => ({query: {with: ids.snap}}),
	'POST /snapshots/{snap}/fork': () => ({body: {from: 'code', start: false}}),
	'POST /projects/{proj}/tweak': async ({stack, ids}) => {
		if (stack.value(`SELECT count(*) FROM output_files WHERE path = 'data/params.js'`) === '0')
			seedNumbers(stack, ids.proj);
		return {body: {params: {lives: 4}, start: false}};
	},
	'POST /projects/{proj}/questions/{quest}/answer': ({stack, ids}) => ({ids: {quest: seedQuestion(stack, ids.proj, ids.agent)}, body: {answer: 'Red.'}}),
	'POST /agents/{agent}/retry': ({broken}) => ({ids: {agent: broken}}),
	'GET /outputs/{out}/files': ({build}) => ({ids: {out: build}, query: {path: 'game/index.html'}}),
	'GET /outputs/{out}/diff': ({ids}) => ({query: {with: ids.out}}),
	'PUT /outputs/{out}': ({reviewed}) => ({ids: {out: reviewed}, body: {document: {title: 'By hand'}}}),
	'POST /checkpoints/{ckpt}/approve': pending,
	'POST /checkpoints/{ckpt}/reject': pending,
	'POST /checkpoints/{ckpt}/request-changes': pending,
	'POST /projects/{proj}/files': () => ({query: {name: 'b.txt'}, raw: 'some text'}),
	'DELETE /files/{file}': async ({ada, ids}) => ({ids: {file: (await ada.call('POST', `${V1}/projects/${ids.proj}/files?name=c.txt`, 'x', {'content-type': 'text/plain'})).body.id}}),
};

/** In: an operation of the document. */
export async function arrange(operation, world) {
	const [method, address] = operation.name.split(' ');
	if (operation.tags[0] === 'auth')
		forgetTries(world.stack);
	return {...await routes[`${method} ${address.replace(V1, '')}`]?.(world)};
}

/** Fields whose values the document cannot know all about: 400 may follow on what it allows, when it is these that are named. */
export const KNOWN_LATER = new Set(['target', 'from', 'feedback', 'user_id', 'email', 'invitation', 'output_id', 'document', 'params', 'url']);
