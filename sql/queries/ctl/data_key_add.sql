-- data_key_add: ludctl keys rotate-data. $1 id text. Returns id text. Errors: 23505. Writes data_keys.
SELECT data_key_add($1::text) AS id
