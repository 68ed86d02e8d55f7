-- SPDX-License-Identifier: ISC
-- provider_key: the sealed key that the project's owner has for a provider; none of an account that is disabled or gone. worker/step_key.c
-- $1 uuid project, $2 text provider
-- Returns: id, value; no row when there is none. Errors: none. Writes: nothing.
SELECT s.id, s.value FROM projects p JOIN users u ON u.id = p.user_id AND u.disabled_at IS NULL JOIN secrets s ON s.user_id = u.id
WHERE p.id = $1::uuid AND s.kind = 'provider_key' AND s.name = $2::text
