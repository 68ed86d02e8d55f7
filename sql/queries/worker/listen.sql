-- SPDX-License-Identifier: ISC
-- listen: wake-ups when jobs were made while workers were idle. worker/queue.c
-- Returns: nothing. Errors: none. Writes: nothing.
LISTEN ludwright_jobs
