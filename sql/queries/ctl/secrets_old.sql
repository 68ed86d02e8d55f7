-- secrets_old: ludctl keys rotate-data, page by page. $1 current key text, $2 id uuid after which. Returns id uuid, value bytea.
SELECT id, value FROM secrets WHERE id > $2::uuid AND key_id <> $1::text ORDER BY id LIMIT 200
