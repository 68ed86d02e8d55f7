-- SPDX-License-Identifier: ISC
-- listen: wake-ups when jobs were made while workers were idle. worker/queue.c
-- Returns: nothing. Errors: none. Writes: nothing.
SELECT jobs_listen()
