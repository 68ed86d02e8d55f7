-- SPDX-License-Identifier: ISC
-- audit_list: GET admin/audit, newest first. Reading the trail leaves a row in it.
-- $1 caller uuid, $2 filter jsonb {actor_id, action, subject, outcome, request_id, since, until}, $3 rows int4, $4 cursor, $5 address, $6 request id.
-- Returns rows. Errors: 22007. Writes audit.
WITH noted AS (
    INSERT INTO audit (actor_id, action, outcome, address, request_id, detail)
    SELECT $1::uuid, 'admin.audit', 'ok', $5::text::inet, $6::text, $2::jsonb
)
SELECT a.id, a.at, a.actor_id AS "actor_id:user", u.email AS actor_email, a.action, a.subject, a.outcome, host(a.address) AS address, a.request_id,
    a.detail, s.number AS seal, encode(s.hash, 'hex') AS hash
FROM audit_find($2::jsonb, $4::text::bigint, $3::int4) AS a
LEFT JOIN audit_seals s ON s.audit_id = a.id LEFT JOIN users u ON u.id = a.actor_id
ORDER BY a.id DESC
