-- SPDX-License-Identifier: ISC
-- graph_version: a stored graph. worker/graph_cache.c
-- $1 uuid version
-- Returns: name, sha256, graph. Errors: none. Writes: nothing.
SELECT name, sha256, graph FROM graph_versions WHERE id = $1::uuid
