// SPDX-License-Identifier: ISC
// The specification's API in Fastify, pg and ioredis: a process a core through cluster. RS256 is verified and a counter kept on every request.
//   PORT, DATABASE (socket folder of PostgreSQL), REDIS (socket), KEY (public key), WORKERS
import cluster from 'node:cluster';
import fs from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';
import Redis from 'ioredis';
import { createVerifier } from 'fast-jwt';

const LIMIT = +(process.env.RATE_LIMIT ?? 1e9);
if (cluster.isPrimary) {
	for (let i = 0; i < +(process.env.WORKERS ?? 2); i++) cluster.fork();
	process.on('SIGTERM', () => { for (const w of Object.values(cluster.workers)) w.kill(); process.exit(0); });
} else {
	const db = new pg.Pool({ host: process.env.DATABASE, user: 'ludwright', database: 'peers', min: 8, max: 8 });
	const redis = new Redis({ path: process.env.REDIS, enableAutoPipelining: true });
	const verify = createVerifier({ key: fs.readFileSync(process.env.KEY), algorithms: ['RS256'], cache: false });
	const app = Fastify({ logger: false });
	const fail = (status, message) => Object.assign(new Error(message), { statusCode: status });

	app.decorateRequest('user', null);
	app.addHook('onRequest', async (req) => {
		const h = req.headers.authorization;
		if (!h?.startsWith('Bearer ')) throw fail(401, 'invalid token');
		try { req.user = verify(h.slice(7)).sub; } catch { throw fail(401, 'invalid token'); }
		const key = `rl:${req.user}:${Math.floor(Date.now() / 60000)}`;
		const n = await redis.incr(key);
		if (n === 1) await redis.expire(key, 120);
		if (n > LIMIT) throw fail(429, 'rate limit');
	});

	const q = (name, text) => (values) => db.query({ name, text, values });
	const P = 'id,name,description,status,current_phase,concept,created_at,updated_at';
	const list = q('list', `select ${P} from projects where user_id=$1 order by created_at desc limit 20`);
	const one = q('one', `select ${P} from projects where id=$1 and user_id=$2`);
	const agents = q('agents', `select a.id,a.type,a.status,a.progress,a.current_task,a.started_at,a.completed_at,a.parent_agent_id,a.created_at
		from agents a join projects p on p.id=a.project_id where p.id=$1 and p.user_id=$2 order by a.created_at`);
	const logs = q('logs', `select l.id,l.level,l.message,l.metadata,l.timestamp from agent_logs l where l.agent_id=$1 and exists
		(select 1 from agents a join projects p on p.id=a.project_id where a.id=$1 and p.user_id=$2) order by l.id desc limit 100`);
	const insert = q('insert', `insert into projects(user_id,name,description,concept) values($1,$2,$3,$4) returning ${P}`);

	const str = { type: 'string', nullable: true }, int = { type: 'integer' }, any = {};
	const time = { type: 'string', format: 'date-time', nullable: true };
	const project = { type: 'object', properties: { id: str, name: str, description: str, status: str, current_phase: int, concept: any, created_at: time, updated_at: time } };
	const agent = { type: 'object', properties: { id: str, type: str, status: str, progress: int, current_task: str, started_at: time, completed_at: time, parent_agent_id: str, created_at: time } };
	const log = { type: 'object', properties: { id: str, level: str, message: str, metadata: any, timestamp: time } };
	const arr = (k, items) => ({ type: 'object', properties: { [k]: { type: 'array', items } } });
	const uuid = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } };
	const ok = (s, params) => ({ schema: { ...(params && { params }), response: { 200: s } } });

	app.get('/api/v1/projects', ok(arr('projects', project)), async (r) => ({ projects: (await list([r.user])).rows }));
	app.get('/api/v1/projects/:id', ok(project, uuid), async (r) => {
		const { rows } = await one([r.params.id, r.user]);
		if (!rows[0]) throw fail(404, 'no such project');
		return rows[0];
	});
	app.get('/api/v1/projects/:id/agents', ok(arr('agents', agent), uuid), async (r) => ({ agents: (await agents([r.params.id, r.user])).rows }));
	app.get('/api/v1/agents/:id/logs', ok(arr('logs', log), uuid), async (r) => ({ logs: (await logs([r.params.id, r.user])).rows }));
	app.post('/api/v1/projects', {
		schema: {
			body: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 255 }, description: str, concept: { type: 'object' } } },
			response: { 201: project },
		},
	}, async (r, reply) => {
		const b = r.body;
		const { rows } = await insert([r.user, b.name, b.description ?? null, b.concept ?? null]);
		reply.code(201);
		return rows[0];
	});
	await app.listen({ host: '127.0.0.1', port: +(process.env.PORT) });
}
