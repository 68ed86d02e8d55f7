-- SPDX-License-Identifier: ISC
-- provider_key: the sealed key that the project's owner has for a provider. worker/step_key.c
-- $1 uuid project, $2 text provider
-- Returns: id, value; no row when there is none. Errors: none. Writes: nothing.
SELECT s.id, s.value FROM secrets s
WHERE s.user_id = (SELECT p.user_id FROM projects p WHERE p.id = $1::uuid) AND s.kind = 'provider_key' AND s.name = $2::text
