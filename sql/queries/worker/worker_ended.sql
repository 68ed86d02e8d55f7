-- SPDX-License-Identifier: ISC
-- worker_ended: takes a process instance away that ends in order. worker/queue.c
-- $1 uuid worker
-- Returns: nothing. Errors: none. Writes: workers.
DELETE FROM workers WHERE id = $1::uuid
