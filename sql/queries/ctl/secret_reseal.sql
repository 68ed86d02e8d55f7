-- secret_reseal: ludctl keys rotate-data. $1 id uuid, $2 value bytea as it was, $3 new value bytea, $4 its key text. Returns id uuid; no row: it was replaced
-- or forgotten meanwhile. Writes secrets.
UPDATE secrets SET value = $3::bytea, key_id = $4::text, updated_at = now() WHERE id = $1::uuid AND value = $2::bytea RETURNING id
