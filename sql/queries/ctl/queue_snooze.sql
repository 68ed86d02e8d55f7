-- SPDX-License-Identifier: ISC
-- queue_snooze: ludctl queue snooze. $1 int8 job, $2 int seconds. Returns: at text. Errors: LW400, LW404, LW409. Writes: jobs, audit.
SELECT iso_time(queue_snooze($1::text::int8, $2::text::int)) AS at
