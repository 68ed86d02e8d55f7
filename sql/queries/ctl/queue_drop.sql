-- SPDX-License-Identifier: ISC
-- queue_drop: ludctl queue drop. $1 int8 dead letter. Returns: kind text. Errors: LW404, LW409. Writes: dead_jobs, audit.
SELECT queue_drop($1::text::int8) AS kind
