// SPDX-License-Identifier: ISC
// The packages of package-lock.json, which make puts into the build folder (cgi/local.am).
import {createRequire} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from '../system/stack.mjs';

const modules = path.join(build, 'tests/contract/npm');
const require = createRequire(path.join(modules, 'package.json'));

/** Of packages that are modules alone, which require does not find. */
const imported = (file) => import(pathToFileURL(path.join(modules, 'node_modules', file)));

export const redocly = require('@redocly/openapi-core');
export const {Validator: Seriousme} = await imported('@seriousme/openapi-schema-validator/index.js');
export const Ajv = require('ajv/dist/2020').default;
export const addFormats = require('ajv-formats').default;
