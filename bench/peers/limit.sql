-- SPDX-License-Identifier: ISC
-- The tables under step.sql and job.sql: what a hand-written transaction needs and nothing more.
DROP SCHEMA IF EXISTS hand CASCADE;
CREATE SCHEMA hand;
CREATE TABLE hand.sample AS SELECT jsonb_build_object('title', 'design', 'version', 1, 'sections', jsonb_agg(jsonb_build_object('heading', 'design ' || i,
    'body', repeat('A keeper walks the wall at dusk and lights the lamps one by one. ', 3)))) AS document FROM generate_series(1, 8) i;
CREATE TABLE hand.documents (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, project int NOT NULL, node text NOT NULL, document jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE hand.states (project int PRIMARY KEY, step int NOT NULL, node text NOT NULL) WITH (fillfactor = 50);
CREATE TABLE hand.jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text NOT NULL DEFAULT 'ready', payload jsonb, done_at timestamptz)
    WITH (fillfactor = 80);
CREATE INDEX ON hand.jobs (id) WHERE state = 'ready';
CREATE TABLE hand.events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject bigint NOT NULL, event jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now());
INSERT INTO hand.states SELECT i, 0, '' FROM generate_series(1, 1000) i;
INSERT INTO hand.jobs (payload) SELECT jsonb_build_object('i', i) FROM generate_series(1, :jobs) i;
VACUUM ANALYZE hand.states, hand.jobs;
CHECKPOINT;
