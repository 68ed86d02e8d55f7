-- SPDX-License-Identifier: ISC
-- graph_versions: the versions that active runs or the next run use. worker/graph_cache.c
-- Returns: id, name, sha256, graph. Errors: none. Writes: nothing.
SELECT v.id, v.name, v.sha256, v.graph FROM graph_versions v
WHERE v.id IN (SELECT graph_version_id FROM runs WHERE status = 'active')
    OR v.id IN (SELECT DISTINCT ON (name) id FROM graph_versions ORDER BY name, created_at DESC, id)
ORDER BY v.name, v.created_at
