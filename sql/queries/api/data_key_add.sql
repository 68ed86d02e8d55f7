-- SPDX-License-Identifier: ISC
-- data_key_add: the first key, or the first one of another root. $1 id text. Returns id text. Errors: 23505. Writes data_keys.
SELECT data_key_add($1::text) AS id
