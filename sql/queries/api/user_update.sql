-- SPDX-License-Identifier: ISC
-- user_update: PUT users/me. $1 caller uuid, $2 version text or null, $3 input jsonb {name, settings}.
-- Returns id uuid. Errors: LW412. Writes users.
SELECT user_update($1::uuid, $2::bigint, $3::jsonb) AS id
