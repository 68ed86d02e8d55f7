-- audit_anchor: ludctl audit verify, when the chain does not begin at 1. $1 the number before its beginning. Returns hash bytea, kid text, signature bytea
-- of the head there; pruned bool: the trail says that everything up to there was pruned. No row: no such head.
SELECT h.hash, h.kid, h.signature, EXISTS (
    SELECT FROM audit a JOIN audit_seals s ON s.audit_id = a.id WHERE a.action = 'audit.prune' AND a.detail->>'to' = h.number::text) AS pruned
FROM audit_heads h WHERE h.number = $1::text::bigint
