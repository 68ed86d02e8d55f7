-- SPDX-License-Identifier: ISC
-- reminders_send: reminds of those of these checkpoints that are due. remind/main.c
-- $1 uuid[]. Returns: first int4, escalation int4. Errors: none. Writes: checkpoint_reminders, checkpoints, notifications, deliveries, event_heads, events.
SELECT first, escalation FROM reminders_send($1::text::uuid[])
