-- SPDX-License-Identifier: ISC
-- run_input: what all steps of a run work from. worker/run_cache.c
-- $1 uuid run
-- Returns: version of the project, name, concept, config, seed, language, provider, first: whether nothing can be stored from before (the
-- project's first run). No row when run or project is gone. Errors: none. Writes: nothing.
SELECT p.version, p.name, p.concept, p.config, p.seed, p.config->>'language' AS language, r.provider, r.number = 1 AND r.forked_from IS NULL AS first
FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id = $1::uuid
