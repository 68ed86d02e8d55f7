-- SPDX-License-Identifier: ISC
-- backup_contents: ludctl backup: what the snapshot knows, in order. $1 text the last address before, "" at first; $2 int rows. Returns sha256, bytes int8. Writes nothing.
SELECT sha256::text, bytes FROM blobs WHERE sha256 > $1::text ORDER BY sha256 LIMIT $2::text::int
