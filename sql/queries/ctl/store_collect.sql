-- SPDX-License-Identifier: ISC
-- store_collect: ludctl store gc. $1 text address to begin behind, $2 int4 hours, $3 int4 rows, $4 boolean really.
-- Returns last text (null: the end), gone int8, bytes int8. Writes blobs.
SELECT last, gone, bytes FROM blobs_collect($1::text, $2::int4, $3::int4, $4::boolean)
