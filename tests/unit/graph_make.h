/* SPDX-License-Identifier: ISC */
/* Random graphs that the loader accepts, and the random numbers for them: the same seed gives the same graph. */
#ifndef LUD_GRAPH_MAKE_H
#define LUD_GRAPH_MAKE_H

#include <json-c/json.h>
#include <stdint.h>

/* Out: 0 to below - 1. */
int dice(uint64_t *seed, int below);
/* In: most is how many nodes at most, 8 to 60. Conditions look at /k, from 0 to 3; targets are t0 to t2. Owns: caller.
 */
struct json_object *graph_make(uint64_t *seed, int most);

#endif
