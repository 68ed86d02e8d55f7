-- SPDX-License-Identifier: ISC
-- What a step costs, again: rows that every step writes become fewer, and what is checked at each of them cheaper.

-- A run's version is the number of its latest snapshot: functions/version.sql. r.version reads as before.
ALTER TABLE runs DROP COLUMN version;

-- The job of a step that is done becomes that of the step that follows, in place: with room in the page and no indexed column changed.
ALTER TABLE jobs SET (fillfactor = 50);

-- A checkpoint and an agent go with their project; what else they refer to goes with it too, and is never deleted alone.
ALTER TABLE agents DROP CONSTRAINT agents_run_id_fkey;
ALTER TABLE checkpoints DROP CONSTRAINT checkpoints_run_id_fkey, DROP CONSTRAINT checkpoints_agent_id_fkey, DROP CONSTRAINT checkpoints_output_id_fkey;
ALTER TABLE decisions DROP CONSTRAINT decisions_project_id_fkey;

-- What a run begins with, of a graph whose whole is 60 KB: functions/graph_outline.sql fills it.
ALTER TABLE graph_versions ADD COLUMN outline jsonb;
