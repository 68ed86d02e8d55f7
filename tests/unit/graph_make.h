/* SPDX-License-Identifier: ISC */
/*
 * Random graphs of all that a graph file can say, as far as the loader accepts them, and the random numbers for them:
 * the same seed gives the same graph.
 *
 * First a frame that always loads: work in a row, branches within branches, joins, leaders, checkpoints that send back.
 * Then channels of several writers, reads, and edges with conditions, limits and targets are put in anywhere; what the
 * loader refuses is taken out again.
 */
#ifndef LUD_GRAPH_MAKE_H
#define LUD_GRAPH_MAKE_H

#include <json-c/json.h>
#include <stdint.h>

/* Out: 0 to below - 1. */
int dice(uint64_t *seed, int below);
/* In: most is about how many nodes at most, 8 to 60. Conditions look at /k and /0/k (numbers), /s (text) and /none;
 * targets are t0 to t2. Owns: caller. */
struct json_object *graph_make(uint64_t *seed, int most);

#endif
