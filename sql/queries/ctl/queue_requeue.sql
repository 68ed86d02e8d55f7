-- SPDX-License-Identifier: ISC
-- queue_requeue: ludctl queue requeue. $1 int8 dead letter. Returns: how text (job, agent). Errors: LW404, LW409. Writes: see the function.
SELECT queue_requeue($1::text::int8) AS how
