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

-- Checks of several columns move into the guards of functions/row_guards.sql, those of one column become domains, and a hash is not looked at by
-- a regular expression each time: the text of a check is read in each statement that meets it.
ALTER TABLE jobs DROP CONSTRAINT jobs_run_check;
ALTER TABLE projects DROP CONSTRAINT projects_run_check;
ALTER TABLE agents DROP CONSTRAINT agents_check, DROP CONSTRAINT agents_state_check;
CREATE DOMAIN checkpoint_status AS varchar(50) CHECK (VALUE IN ('pending', 'approved', 'rejected', 'changes_requested'));
CREATE DOMAIN decision AS text CHECK (VALUE IN ('approved', 'rejected', 'changes_requested'));
DROP INDEX idx_checkpoints_status;
ALTER TABLE checkpoints DROP CONSTRAINT checkpoints_revision_check, DROP CONSTRAINT checkpoints_status_check, DROP CONSTRAINT checkpoints_check,
    DROP CONSTRAINT checkpoints_check1, ALTER COLUMN revision TYPE positive, ALTER COLUMN status TYPE checkpoint_status;
CREATE INDEX idx_checkpoints_status ON checkpoints (status) WHERE status = 'pending';
ALTER TABLE decisions DROP CONSTRAINT decisions_decision_check, DROP CONSTRAINT decisions_feedback_check,
    ALTER COLUMN decision TYPE decision, ALTER COLUMN feedback TYPE long_text;
ALTER DOMAIN sha256_hex DROP CONSTRAINT sha256_hex_check;
ALTER DOMAIN sha256_hex ADD CONSTRAINT sha256_hex_check CHECK (length(VALUE) = 64 AND translate(VALUE, '0123456789abcdef', '') = '');
