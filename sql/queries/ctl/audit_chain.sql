-- audit_chain: ludctl audit verify, page by page. $1 number after which, $2 rows. Returns number, audit_id int8, hash bytea, sealed_us int8; of the row
-- id int8 (null: it is gone), at_us int8, actor_id, action, subject, outcome, address, request_id, detail text; of the head in the table
-- head_hash bytea, kid text, signature bytea. Times are microseconds since 1970.
SELECT s.number, s.audit_id, s.hash, (extract(epoch FROM s.sealed_at) * 1000000)::bigint AS sealed_us,
    a.id, (extract(epoch FROM a.at) * 1000000)::bigint AS at_us, a.actor_id::text, a.action, a.subject, a.outcome, a.address::text, a.request_id,
    a.detail::text, h.hash AS head_hash, h.kid, h.signature
FROM audit_seals s LEFT JOIN audit a ON a.id = s.audit_id LEFT JOIN audit_heads h ON h.number = s.number
WHERE s.number > $1::text::bigint ORDER BY s.number LIMIT $2::text::int
