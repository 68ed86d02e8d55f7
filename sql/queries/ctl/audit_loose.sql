-- audit_loose: ludctl audit verify, after the chain. Rows that no seal speaks of. Returns id int8, at text, late bool: for over a minute; by id, 1000 at most.
SELECT a.id, iso_time(a.at) AS at, a.at < clock_timestamp() - interval '1 minute' AS late
FROM audit a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id) ORDER BY a.id LIMIT 1000
