-- data_key: ludctl keys rotate-data. Returns id text of the current data key or null, others int8: values under another one.
SELECT k.id, (SELECT count(*) FROM secrets s WHERE s.key_id <> k.id) AS others
FROM (SELECT (SELECT id FROM data_keys ORDER BY number DESC LIMIT 1) AS id) AS k
