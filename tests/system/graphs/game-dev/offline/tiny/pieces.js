/* SPDX-License-Identifier: ISC */
/* What the tiny family is made of. */
var PIECES = {code: ["core", "draw", "main"], art: ["hero", "foe", "song", "sky"]};
