-- SPDX-License-Identifier: ISC
-- provider_test_create: POST providers/test. $1 caller uuid, $2 input jsonb {provider, model}. Returns id uuid. Errors: LW429. Writes provider_tests, jobs.
SELECT provider_test_create($1::uuid, $2::jsonb) AS id
