// SPDX-License-Identifier: ISC
// Lets Node load the pages' own modules: what they take from npm is where the build has put it, and the little of a browser that they touch when they
// are loaded stands here.
import {register} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {build, source} from '../system/stack.mjs';

const store = new Map();
globalThis.localStorage ??= {getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value), removeItem: (key) => store.delete(key)};
globalThis.matchMedia ??= () => ({matches: false, addEventListener() {}});
globalThis.document ??= {documentElement: {dataset: {}}, addEventListener() {}};

register('./resolve.mjs', import.meta.url, {data: pathToFileURL(path.join(build, 'www/npm/package.json')).href});
export const www = (name) => import(pathToFileURL(path.join(source, 'www/src', name)).href);
