-- SPDX-License-Identifier: ISC
-- data_key: before a secret is written. Returns id text of the current data key; no row: there is none yet. Writes nothing.
SELECT id FROM data_keys ORDER BY number DESC LIMIT 1
