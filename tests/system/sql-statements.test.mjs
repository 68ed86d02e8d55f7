// SPDX-License-Identifier: ISC
// Every statement of every program is accepted by PostgreSQL on a fresh schema.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {source, startStack} from './stack.mjs';

let stack;
before(async () => {
	stack = await startStack({api: false});
});
after(() => stack?.stop());

const root = path.join(source, 'sql/queries');
for (const program of fs.readdirSync(root)) {
	test(`statements of ${program}`, () => {
		for (const name of fs.readdirSync(path.join(root, program))) {
			const text = fs.readFileSync(path.join(root, program, name), 'utf8');
			// what SQL's PREPARE does not take is parsed, in a block that ends before it
			const alone = /^(ALTER|CREATE|DROP) /m.test(text);
			assert.doesNotThrow(() => stack.sql(alone ? `DO $q$ BEGIN RETURN;\n${text}; END $q$` : `PREPARE statement AS ${text}`), name);
		}
	});
}
