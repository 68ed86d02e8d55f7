-- SPDX-License-Identifier: ISC
-- The queue and the commit of a step, made fast: a lease belongs to a worker process and ends with it, a run's state is its latest snapshot,
-- projects.state is computed (functions/state.sql), and rows that are written in every step have no more indexes and foreign keys than they
-- need. What hangs on a project or a run goes with it by functions/project_leavings.sql.

-- Functions that are no more: before all else, since one has the type of jobs in a default, which keeps the table from changing.
DROP FUNCTION IF EXISTS project_state, state_append, commit_channels, commit_output, commit_output_rows, commit_state, commit_steps,
    job_give_up, job_heartbeat;

-- Leases: a process says that it lives in one row; a job of a process that is not there any more is taken back (workers_reap).
DROP INDEX jobs_leased_idx;
UPDATE jobs SET leased_by = NULL, leased_until = NULL, lease = lease + 1 WHERE leased_by IS NOT NULL;
ALTER TABLE jobs DROP COLUMN leased_until;
ALTER TABLE jobs ADD COLUMN limit_key text;                                      -- counts against the limit of this name: a provider
ALTER TABLE jobs ALTER COLUMN project_id DROP NOT NULL, ALTER COLUMN run_id DROP NOT NULL;
ALTER TABLE jobs ADD CONSTRAINT jobs_run_check CHECK (run_id IS NULL OR project_id IS NOT NULL);
ALTER TABLE jobs DROP CONSTRAINT jobs_run_id_fkey, DROP CONSTRAINT jobs_agent_id_fkey, DROP CONSTRAINT jobs_unique_key_key;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_leased_idx ON jobs (leased_by, limit_key) WHERE leased_by IS NOT NULL;
DROP INDEX jobs_project_idx;
CREATE INDEX jobs_project_idx ON jobs (project_id) WHERE project_id IS NOT NULL;

TRUNCATE workers;
ALTER TABLE workers ADD COLUMN alive_until timestamptz NOT NULL;                -- by the database's clock; renewed by worker_heartbeat

-- Jobs that were given up: kept for a person, with what is known (ludctl queue dead).
CREATE TABLE dead_jobs (
    id          bigint PRIMARY KEY,                     -- as it was in jobs
    kind        text NOT NULL,
    project_id  uuid REFERENCES projects(id) ON DELETE CASCADE,
    run_id      uuid,
    agent_id    uuid,
    payload     jsonb NOT NULL,
    unique_key  text,
    priority    integer NOT NULL,
    attempt     integer NOT NULL,
    retries     integer NOT NULL,
    limit_key   text,
    error       text NOT NULL,
    error_type  text NOT NULL,
    worker      uuid,                                   -- the last that had it
    detail      jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL,
    died_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX dead_jobs_project_idx ON dead_jobs (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX dead_jobs_died_idx ON dead_jobs (died_at DESC, id DESC);

-- A run's state is that of the snapshot whose number is its version. Text: only the engine reads it.
ALTER TABLE runs DROP COLUMN state;
ALTER TABLE projects DROP COLUMN state;
ALTER TABLE snapshots ALTER COLUMN state TYPE text USING state::text, ALTER COLUMN state SET COMPRESSION lz4;
ALTER TABLE snapshots DROP CONSTRAINT snapshots_project_id_fkey, DROP CONSTRAINT snapshots_agent_id_fkey;
DROP INDEX snapshots_project_idx, snapshots_agent_idx;

ALTER TABLE agent_outputs ALTER COLUMN content SET COMPRESSION lz4;
ALTER TABLE agent_outputs SET (toast_tuple_target = 4096);                      -- a document of 2 to 4 KB stays in its row: one insert, not three
ALTER TABLE agent_outputs DROP CONSTRAINT agent_outputs_project_id_fkey, DROP CONSTRAINT agent_outputs_run_id_fkey;
DROP INDEX agent_outputs_run_idx;
ALTER TABLE events DROP CONSTRAINT events_project_id_fkey;
ALTER TABLE agent_outputs DROP CONSTRAINT agent_outputs_agent_id_fkey;
ALTER TABLE snapshots DROP CONSTRAINT snapshots_run_id_fkey;
ALTER TABLE jobs DROP CONSTRAINT jobs_project_id_fkey;

-- Every step changes two agents, the run, the project and the head. With room in the page and no index on what changes these are HOT updates.
DROP INDEX idx_agents_status;
ALTER TABLE agents SET (fillfactor = 60);
ALTER TABLE runs SET (fillfactor = 50);
ALTER TABLE projects SET (fillfactor = 70);
ALTER TABLE event_heads SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Checks of single columns as domains: a table's checks are read from their text in each statement, a domain's once a session.
-- (Measured: a quarter of a step's commit.) Values and errors are the same.
DROP TRIGGER IF EXISTS projects_transition ON projects;
DROP TRIGGER IF EXISTS agents_transition ON agents;
DROP TRIGGER IF EXISTS checkpoints_transition ON checkpoints;
CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN project_status AS varchar(50) CHECK (VALUE IN ('draft', 'running', 'paused', 'completed', 'failed', 'cancelled'));
CREATE DOMAIN project_reason AS text CHECK (VALUE IN ('budget', 'revision_limit', 'user', 'error'));
CREATE DOMAIN project_phase AS integer CHECK (VALUE BETWEEN 0 AND 3);
CREATE DOMAIN agent_status AS varchar(50)
    CHECK (VALUE IN ('pending', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled', 'skipped'));
CREATE DOMAIN agent_error AS text CHECK (VALUE IN ('rate_limit_exceeded', 'server_error', 'timeout', 'connection_error', 'invalid_output',
    'truncated', 'budget', 'cancelled', 'internal'));
CREATE DOMAIN positive AS integer CHECK (VALUE >= 1);
CREATE DOMAIN natural_number AS integer CHECK (VALUE >= 0);
CREATE DOMAIN json_object AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
CREATE DOMAIN run_status AS text CHECK (VALUE IN ('active', 'completed', 'failed', 'cancelled'));
CREATE DOMAIN step_stage AS text CHECK (VALUE IN ('run', 'plan', 'gather'));
CREATE DOMAIN sha256_hex AS text CHECK (VALUE ~ '^[0-9a-f]{64}$');
CREATE DOMAIN seed AS bigint CHECK (VALUE BETWEEN 0 AND 4294967295);
CREATE DOMAIN project_name AS varchar(255) CHECK (length(VALUE) BETWEEN 1 AND 255);
CREATE DOMAIN long_text AS text CHECK (length(VALUE) <= 20000);
DROP INDEX runs_active_key, idx_projects_status;
ALTER TABLE projects DROP CONSTRAINT projects_description_check, DROP CONSTRAINT projects_concept_check, DROP CONSTRAINT projects_config_check,
    DROP CONSTRAINT projects_current_phase_check, DROP CONSTRAINT projects_progress_check, DROP CONSTRAINT projects_seed_check,
    DROP CONSTRAINT projects_status_reason_check, DROP CONSTRAINT projects_check, DROP CONSTRAINT projects_name_check,
    DROP CONSTRAINT projects_status_check,
    ALTER COLUMN description TYPE long_text, ALTER COLUMN concept TYPE json_object, ALTER COLUMN config TYPE json_object,
    ALTER COLUMN current_phase TYPE project_phase, ALTER COLUMN progress TYPE percent, ALTER COLUMN seed TYPE seed,
    ALTER COLUMN status_reason TYPE project_reason, ALTER COLUMN name TYPE project_name, ALTER COLUMN status TYPE project_status,
    ADD CONSTRAINT projects_run_check CHECK (run_id IS NOT NULL OR status IN ('draft', 'cancelled'));
CREATE INDEX idx_projects_status ON projects (status);
ALTER TABLE runs DROP CONSTRAINT runs_number_check, DROP CONSTRAINT runs_check, DROP CONSTRAINT runs_status_check,
    ALTER COLUMN number TYPE positive, ALTER COLUMN status TYPE run_status,
    ADD CONSTRAINT runs_ended_check CHECK ((status = 'active') = (ended_at IS NULL));
CREATE UNIQUE INDEX runs_active_key ON runs (project_id) WHERE status = 'active';
ALTER TABLE agents DROP CONSTRAINT agents_revision_check, DROP CONSTRAINT agents_attempt_check, DROP CONSTRAINT agents_check2,
    DROP CONSTRAINT agents_progress_check, DROP CONSTRAINT agents_check1, DROP CONSTRAINT agents_status_check,
    DROP CONSTRAINT agents_error_type_check,
    ALTER COLUMN revision TYPE positive, ALTER COLUMN attempt TYPE natural_number, ALTER COLUMN progress TYPE percent,
    ALTER COLUMN status TYPE agent_status, ALTER COLUMN error_type TYPE agent_error,
    ADD CONSTRAINT agents_state_check CHECK (CASE status WHEN 'completed' THEN completed_at IS NOT NULL AND progress = 100
        WHEN 'failed' THEN error IS NOT NULL ELSE true END);
ALTER TABLE agent_outputs DROP CONSTRAINT agent_outputs_input_hash_check, DROP CONSTRAINT agent_outputs_stage_check,
    DROP CONSTRAINT IF EXISTS agent_outputs_revision_check,
    ALTER COLUMN input_hash TYPE sha256_hex, ALTER COLUMN stage TYPE step_stage;
CREATE DOMAIN job_kind AS text CHECK (VALUE IN ('step', 'advance', 'noop'));
CREATE DOMAIN limit_key AS text CHECK (length(VALUE) <= 64);
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check, ALTER COLUMN kind TYPE job_kind, ALTER COLUMN limit_key TYPE limit_key;

-- A step that is claimed in the commit before it begins at once.
INSERT INTO status_transitions (subject, old_status, new_status) VALUES
    ('agent', 'waiting_approval', 'running'), ('agent', 'skipped', 'running'), ('agent', 'cancelled', 'running')
ON CONFLICT DO NOTHING;
