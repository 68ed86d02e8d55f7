// SPDX-License-Identifier: ISC
/** A limit that is worth asking for: half as much again, in whole dollars. */
export const suggestion = (limit, spent) => Math.max(1, Math.ceil(Math.max(limit, spent) * 1.5));
