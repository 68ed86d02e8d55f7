-- SPDX-License-Identifier: ISC
-- probe: what a test of a provider is about, and the sealed key that its user has. worker/probe.c
-- $1 uuid test
-- Returns: provider, model, id and value of the key (NULLs for none); no row when it is gone. Errors: none. Writes: nothing.
SELECT t.provider, t.model, s.id, s.value FROM provider_tests t
LEFT JOIN secrets s ON s.user_id = t.user_id AND s.kind = 'provider_key' AND s.name = t.provider
WHERE t.id = $1::uuid AND t.status = 'waiting'
