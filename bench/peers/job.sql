-- SPDX-License-Identifier: ISC
-- For pgbench: a queue's job by hand, one statement and one transaction: taken by SKIP LOCKED, marked as done, an event.
-- (\u003a is a colon: pgbench takes a plain one before a word for a variable.)
WITH taken AS (
    SELECT id FROM hand.jobs WHERE state = 'ready' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), done AS (
    UPDATE hand.jobs SET state = 'done', done_at = now() FROM taken WHERE jobs.id = taken.id RETURNING jobs.id
)
INSERT INTO hand.events (subject, event)
SELECT id, '{"event": "agent\u003acompleted", "data": {"agentId": "7d3f1a52-9c1e-4b7f-8a60-2f5e0c9d4b11", "duration": 1}}' FROM done;
