-- audit_rotated: ludctl keys rotate-data, at its end. $1 key text, $2 values resealed, $3 values that did not open. Writes audit.
SELECT audit_write(NULL, 'keys.rotate_data', $1::text, CASE WHEN $3::text = '0' THEN 'ok' ELSE 'failed' END, NULL, NULL,
    jsonb_build_object('by', 'ludctl', 'resealed', $2::text::int, 'unreadable', $3::text::int)) AS id
