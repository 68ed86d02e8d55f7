-- SPDX-License-Identifier: ISC
-- queue_priority: ludctl queue priority. $1 int8 job, $2 int priority. Returns: old int4. Errors: LW400, LW404, LW409. Writes: jobs, audit.
SELECT queue_priority($1::text::int8, $2::text::int) AS old
