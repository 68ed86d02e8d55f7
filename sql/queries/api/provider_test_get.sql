-- SPDX-License-Identifier: ISC
-- provider_test_get: GET providers/tests/{id}, of one's own. $1 caller uuid, $2 test uuid. Returns the test; no row: not for this caller. Writes nothing.
SELECT id AS "id:ptest", provider, model, status, message, error_type, round(duration_ms / 1000.0, 3)::float8 AS duration, created_at, ended_at
FROM provider_tests WHERE id = $2::uuid AND user_id = $1::uuid
