// SPDX-License-Identifier: ISC
// Values that a schema of the document allows, and values that it forbids, each with the field that has to be named for it.
//
// It knows what the API's schemas are made of (cgi/openapi_schema.c), and fails on a keyword that it does not know: a new kind of field has to
// be taught here.

const KNOWN = new Set(['type', 'description', 'format', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems', 'items',
	'properties', 'required', 'additionalProperties', 'maxProperties', 'propertyNames', 'default']);

const typesOf = (schema) => [].concat(schema.type ?? []);
const typeOf = (schema) => {
	const unknown = Object.keys(schema).filter((key) => !KNOWN.has(key));
	if (unknown.length)
		throw new Error(`samples.mjs does not know ${unknown.join(', ')}`);
	return typesOf(schema).find((type) => type !== 'null');
};
const filler = (length) => 'lorem ipsum '.repeat(Math.ceil(length / 12)).slice(0, length).replace(/ $/, 'x');

/** A text of a length that fits the pattern. */
function text(schema, length) {
	const id = /^\^\(([a-z]+)_\[0-9a-fA-F\]\{32\}/.exec(schema.pattern ?? '');
	if (id)
		return `${id[1]}_${'0'.repeat(32)}`;
	if (schema.pattern?.includes('@'))
		return `${'a'.repeat(Math.max(1, Math.min(length, 60) - 12))}@example.org`;
	if (schema.pattern?.startsWith('^[0-9]{4}-'))
		return '2026-01-31T12:00:00Z';
	if (schema.pattern?.startsWith('^([01][0-9]'))
		return '22:30';
	if (schema.pattern?.startsWith('^[A-Za-z][A-Za-z0-9_+/-]'))
		return 'Asia/Tokyo';
	return schema.pattern === '^[!-~]*$' ? 'x'.repeat(length) : filler(length);
}

function textOf(schema) {
	return text(schema, Math.max(schema.minLength ?? 0, Math.min(schema.maxLength ?? 20, 20)));
}

/** One value that is allowed. In: full: with all members that need not be there. */
export function sample(schema, full = false) {
	if (schema.enum)
		return schema.enum[0];
	switch (typeOf(schema)) {
	case 'string': return textOf(schema);
	case 'integer': case 'number': return Math.max(schema.minimum, Math.min(schema.maximum, 7));
	case 'boolean': return true;
	case 'array': return Array.from({length: Math.max(full ? 1 : 0, schema.minItems ?? 0)}, () => sample(schema.items, full));
	case 'object': {
		if (!schema.properties)
			return full ? {note: 'text'} : {};
		const names = Object.keys(schema.properties).filter((name) => full || schema.required?.includes(name));
		return Object.fromEntries(names.map((name) => [name, sample(schema.properties[name], full)]));
	}
	default: throw new Error(`no sample of ${JSON.stringify(schema)}`);
	}
}

function edges(schema) {
	if (schema.enum)
		return schema.enum;
	switch (typeOf(schema)) {
	case 'string': return /^\^\(|@|^\^\[0-9|^\^\[A-Z/.test(schema.pattern ?? '') ? [textOf(schema)] : [text(schema, schema.minLength ?? 0), text(schema, schema.maxLength ?? 100),
		...(schema.format === 'password' ? [] : ['語'.repeat(schema.maxLength ?? 100), '😀'.repeat(schema.maxLength ?? 100)])];
	case 'integer': return [schema.minimum, Math.min(schema.maximum, Number.MAX_SAFE_INTEGER)];
	case 'number': return [schema.minimum, schema.maximum, schema.minimum + 0.5];
	case 'boolean': return [true, false];
	case 'array': return [sample(schema), sample(schema, true), schema.uniqueItems ? schema.items.enum.slice(0, schema.maxItems) : Array.from({length: schema.maxItems}, () => sample(schema.items))];
	default: return [sample(schema), sample(schema, true)];
	}
}

/** All that is allowed at the edges: [{value, why}], each a whole value that differs from a full one in one place. */
export function allowed(schema, why = '') {
	const all = edges(schema).map((value) => ({value, why: `${why} ${JSON.stringify(value).slice(0, 30)}`}));
	if (typesOf(schema).includes('null'))
		all.push({value: null, why: `${why} null`});
	if (schema.properties)
		for (const [name, inner] of Object.entries(schema.properties))
			for (const one of allowed(inner, `${why}.${name}`))
				all.push({value: {...sample(schema, true), [name]: one.value}, why: one.why});
	if (schema.items?.properties)
		for (const one of allowed(schema.items, `${why}[0]`))
			all.push({value: [one.value], why: one.why});
	return all;
}

const wrongTypes = {string: [7, true, ['x'], {x: 1}], integer: ['7', 1.5, true, [7], {}], number: ['7', true, [7], {}], boolean: ['true', 1, 0, []],
	array: ['x', {}, 7], object: ['x', [], 7, true]};

function wrongEdges(schema) {
	if (schema.enum)
		return ['no such choice', '', schema.enum.find((choice) => choice)?.concat(' ')];
	const wrong = [];
	if (typeOf(schema) === 'string') {
		if (schema.minLength)
			wrong.push(filler(schema.minLength - 1));
		if (schema.maxLength)
			wrong.push(filler(schema.maxLength + 1));
		if (schema.pattern)
			wrong.push('x'.repeat(schema.minLength ?? 0) + '\u0007', `${'x'.repeat(schema.minLength ?? 0)}\u007f`);
		if (/^\^\(/.test(schema.pattern ?? ''))
			wrong.push('x', `nope_${'0'.repeat(32)}`, `${sample(schema)}0`);
	}
	if (schema.pattern?.startsWith('^([01][0-9]'))
		wrong.push('24:00', '23:60', '9:00', '09:00:00', '09.00', ' 9:00');
	if (schema.pattern?.startsWith('^[A-Za-z][A-Za-z0-9_+/-]'))
		wrong.push('9', '/etc/passwd', 'Asia/東京', 'Asia Tokyo');
	if (schema.pattern?.startsWith('^[0-9]{4}-'))
		wrong.push('yesterday', '2026-02-30', '2026-13-01', '2026-01-31T24:00:00Z', '2026-01-31T12:00:00', '2026-01-31 12:00:00Z');
	if (schema.minimum !== undefined)
		wrong.push(schema.minimum - 1);
	if (schema.maximum < Number.MAX_SAFE_INTEGER)
		wrong.push(schema.maximum + 1);
	return wrong;
}

/** Items and names: [{value, field}]. */
function wrongInside(schema, field) {
	const wrong = [];
	if (schema.maxItems !== undefined)
		wrong.push({value: Array.from({length: schema.maxItems + 1}, () => sample(schema.items, true)), field});
	if (schema.uniqueItems)
		wrong.push({value: [sample(schema.items), sample(schema.items)], field: `${field}[1]`});
	if (schema.items)
		for (const one of forbidden(schema.items, `${field}[0]`))
			wrong.push({value: [one.value], field: one.field});
	if (schema.maxProperties)
		wrong.push({value: Object.fromEntries(Array.from({length: schema.maxProperties + 1}, (unused, i) => [`k${i}`, 'x'])), field},
			{value: {k: 7}, field: `${field}.k`}, {value: {['k'.repeat(65)]: 'x'}, field}, {value: {k: 'x'.repeat(256)}, field: `${field}.k`});
	return wrong;
}

function wrongMembers(schema, field) {
	const whole = sample(schema, true), dot = field && `${field}.`;
	const wrong = [{value: {...whole, no_such_field: 1}, field: `${dot}no_such_field`}];
	for (const name of schema.required ?? []) {
		const {[name]: gone, ...rest} = whole;
		wrong.push({value: rest, field: `${dot}${name}`});
	}
	for (const [name, inner] of Object.entries(schema.properties))
		for (const one of forbidden(inner, dot + name))
			wrong.push({value: {...whole, [name]: one.value}, field: one.field});
	return wrong;
}

/** What is forbidden: [{value, field}], each a whole value with one thing wrong, and the name of the field that is. */
export function forbidden(schema, field = '') {
	const values = [...(wrongTypes[typeOf(schema)] ?? []), ...wrongEdges(schema), ...(typesOf(schema).includes('null') ? [] : [null])];
	const all = field ? values.filter((value) => value !== undefined).map((value) => ({value, field})) : [];
	return [...all, ...wrongInside(schema, field), ...(schema.properties ? wrongMembers(schema, field) : [])];
}
