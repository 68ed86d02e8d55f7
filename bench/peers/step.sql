-- SPDX-License-Identifier: ISC
-- For pgbench: a graph's step by hand, one statement and one transaction: a 2 KB document, the state's row, an event.
-- (\u003a is a colon: pgbench takes a plain one before a word for a variable.)
\set project random(1, 1000)
WITH made AS (
    INSERT INTO hand.documents (project, node, document) SELECT :project, 'design', document FROM hand.sample
), moved AS (
    UPDATE hand.states SET step = step + 1, node = 'design' WHERE project = :project
)
INSERT INTO hand.events (subject, event) VALUES (:project, '{"event": "agent\u003acompleted", "data": {"agentId": "x", "duration": 1}}');
