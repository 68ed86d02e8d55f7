-- SPDX-License-Identifier: ISC
-- The first schema: users, projects, runs, agents, checkpoints, outputs, files, events, queue, and what goes with them.
-- Columns of the specification's section 4.2 keep their names and types; what Ludwright adds is said beside it.

CREATE TABLE users (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email          varchar(255) NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 255),
    name           varchar(255) NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    password_hash  varchar(255) NOT NULL,
    settings       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    role           text NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')),
    disabled_at    timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (email)
);

-- A sign-in: one family of refresh tokens (those themselves are in Redis, hashed).
CREATE TABLE sessions (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id       uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    user_agent    text CHECK (length(user_agent) <= 512),
    address       inet,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz NOT NULL DEFAULT now(),
    auth_time     timestamptz NOT NULL DEFAULT now(),   -- the last password check
    ended_at      timestamptz,
    end_reason    text CHECK (end_reason IN ('logout', 'revoked', 'reuse', 'password', 'expired')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX sessions_user_idx ON sessions (user_id, created_at DESC);

CREATE TABLE api_tokens (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id       uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name          varchar(255) NOT NULL,
    token_hash    bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    scopes        text[] NOT NULL DEFAULT '{}',
    expires_at    timestamptz NOT NULL,
    last_used_at  timestamptz,
    revoked_at    timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_tokens_user_idx ON api_tokens (user_id, created_at DESC);

-- A graph with its prompts and schemas, as it was when `ludctl migrate` stored it. A run is pinned to one.
CREATE TABLE graph_versions (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text NOT NULL,                          -- game-dev
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    graph       jsonb NOT NULL,                         -- graph.json; each node with its prompt and schema inlined
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (name, sha256)
);

-- Which states may follow which. The triggers of functions/ hold every UPDATE of status against it.
CREATE TABLE status_transitions (
    subject     text NOT NULL CHECK (subject IN ('project', 'agent', 'checkpoint')),
    old_status  text NOT NULL,
    new_status  text NOT NULL,
    PRIMARY KEY (subject, old_status, new_status)
);
INSERT INTO status_transitions (subject, old_status, new_status) VALUES
    ('project', 'draft', 'running'), ('project', 'draft', 'cancelled'),
    ('project', 'running', 'paused'), ('project', 'running', 'completed'),
    ('project', 'running', 'failed'), ('project', 'running', 'cancelled'),
    ('project', 'paused', 'running'), ('project', 'paused', 'cancelled'), ('project', 'paused', 'failed'),
    ('project', 'failed', 'running'), ('project', 'failed', 'cancelled'),
    ('project', 'completed', 'running'),
    ('agent', 'pending', 'running'), ('agent', 'pending', 'completed'), ('agent', 'pending', 'skipped'), ('agent', 'pending', 'cancelled'),
    ('agent', 'pending', 'failed'),
    ('agent', 'running', 'pending'), ('agent', 'running', 'waiting_approval'), ('agent', 'running', 'completed'),
    ('agent', 'running', 'failed'), ('agent', 'running', 'cancelled'),
    ('agent', 'waiting_approval', 'completed'), ('agent', 'waiting_approval', 'pending'),
    ('agent', 'waiting_approval', 'cancelled'),
    ('agent', 'completed', 'pending'), ('agent', 'completed', 'running'), ('agent', 'completed', 'waiting_approval'),
    ('agent', 'completed', 'skipped'), ('agent', 'completed', 'failed'), ('agent', 'running', 'skipped'),
    ('agent', 'failed', 'pending'), ('agent', 'failed', 'running'), ('agent', 'failed', 'cancelled'),
    ('agent', 'skipped', 'pending'),
    ('agent', 'cancelled', 'pending'),
    ('checkpoint', 'pending', 'approved'), ('checkpoint', 'pending', 'rejected'),
    ('checkpoint', 'pending', 'changes_requested');

CREATE TABLE projects (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id        uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name           varchar(255) NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    description    text CHECK (length(description) <= 20000),
    concept        jsonb NOT NULL CHECK (jsonb_typeof(concept) = 'object'),
    status         varchar(50) NOT NULL DEFAULT 'draft'
                   CHECK (status IN ('draft', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    status_reason  text CHECK (status_reason IN ('budget', 'revision_limit', 'user', 'error')),
    current_phase  integer NOT NULL DEFAULT 0 CHECK (current_phase BETWEEN 0 AND 3),
    progress       integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    state          jsonb NOT NULL DEFAULT '{}',         -- the latest snapshot in the shape of the specification's section 7.2
    config         jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(config) = 'object'),
    run_id         uuid,                                -- the latest run; foreign key below
    seed           bigint NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
    archived_at    timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CHECK (status IN ('draft', 'cancelled') OR run_id IS NOT NULL)
);
CREATE INDEX idx_projects_user_id ON projects (user_id, created_at DESC, id DESC);
CREATE INDEX idx_projects_status ON projects (status);

CREATE TABLE project_members (
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    role        text NOT NULL CHECK (role IN ('owner', 'editor', 'reviewer', 'viewer')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_user_idx ON project_members (user_id, project_id);

CREATE TABLE budgets (
    project_id    uuid PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    limit_usd     numeric(12, 6) CHECK (limit_usd >= 0),     -- null: none
    spent_usd     numeric(12, 6) NOT NULL DEFAULT 0 CHECK (spent_usd >= 0),
    reserved_usd  numeric(12, 6) NOT NULL DEFAULT 0 CHECK (reserved_usd >= 0)
);

CREATE TABLE runs (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id        uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number            integer NOT NULL CHECK (number >= 1),  -- 1, 2, … in the project
    graph_version_id  uuid NOT NULL REFERENCES graph_versions(id),
    provider          text NOT NULL,
    state             jsonb NOT NULL DEFAULT '{}',      -- the engine's state (worker/engine.h)
    version           bigint NOT NULL DEFAULT 0,        -- rises with each change of state
    status            text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'failed', 'cancelled')),
    started_by        uuid REFERENCES users(id) ON DELETE SET NULL,
    started_at        timestamptz NOT NULL DEFAULT now(),
    ended_at          timestamptz,
    UNIQUE (project_id, number),
    CHECK ((status = 'active') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX runs_active_key ON runs (project_id) WHERE status = 'active';
ALTER TABLE projects ADD CONSTRAINT projects_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE agents (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id        uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    run_id            uuid NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    node              text NOT NULL,                    -- of the graph; type of a sub-agent is its worker type
    task              text,                             -- id of its task, for sub-agents
    type              varchar(100) NOT NULL,
    ordinal           integer NOT NULL DEFAULT 0,       -- order for display
    status            varchar(50) NOT NULL DEFAULT 'pending'
                      CHECK (status IN ('pending', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled', 'skipped')),
    progress          integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    current_task      text,
    revision          integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
    attempt           integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    retry_at          timestamptz,
    started_at        timestamptz,
    completed_at      timestamptz,
    error             text,
    error_type        text CHECK (error_type IN ('rate_limit_exceeded', 'server_error', 'timeout', 'connection_error',
                                                 'invalid_output', 'truncated', 'budget', 'cancelled', 'internal')),
    parent_agent_id   uuid REFERENCES agents(id) ON DELETE CASCADE,
    metadata          jsonb NOT NULL DEFAULT '{}',
    version           bigint NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    CHECK ((task IS NULL) = (parent_agent_id IS NULL)),
    CHECK (status <> 'completed' OR (completed_at IS NOT NULL AND progress = 100)),
    CHECK (status <> 'failed' OR error IS NOT NULL)
);
CREATE UNIQUE INDEX agents_node_key ON agents (run_id, node, coalesce(task, ''));
CREATE INDEX idx_agents_project_id ON agents (project_id);
CREATE INDEX idx_agents_status ON agents (status);
CREATE INDEX agents_parent_idx ON agents (parent_agent_id) WHERE parent_agent_id IS NOT NULL;

-- Contents in the file store, by address.
CREATE TABLE blobs (
    sha256      text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes       bigint NOT NULL CHECK (bytes >= 0),
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- What an agent made: one row a revision and, where inputs changed, a later one. Never changed.
CREATE TABLE agent_outputs (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id     uuid NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    project_id   uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    run_id       uuid NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    output_type  varchar(100) NOT NULL,                 -- concept_doc, design_doc, …, code, asset, build, test_report, review_report
    stage        text NOT NULL DEFAULT 'run' CHECK (stage IN ('run', 'plan', 'gather')),
    revision     integer NOT NULL DEFAULT 1,
    content      jsonb NOT NULL,                        -- the envelope of AGENTS: agent, revision, provider, summary, document, files, …
    file_path    varchar(500),                          -- the first file of file outputs
    input_hash   text NOT NULL CHECK (input_hash ~ '^[0-9a-f]{64}$'),
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX agent_outputs_agent_idx ON agent_outputs (agent_id, created_at DESC, id DESC);
CREATE INDEX agent_outputs_project_idx ON agent_outputs (project_id, created_at DESC, id DESC);
CREATE INDEX agent_outputs_reuse_idx ON agent_outputs (project_id, input_hash);
CREATE INDEX agent_outputs_run_idx ON agent_outputs (run_id);

CREATE TABLE output_files (
    output_id   uuid NOT NULL REFERENCES agent_outputs(id) ON DELETE CASCADE,
    path        text NOT NULL CHECK (length(path) BETWEEN 1 AND 255),
    sha256      text NOT NULL REFERENCES blobs(sha256),
    bytes       bigint NOT NULL CHECK (bytes >= 0),
    media_type  text NOT NULL,
    PRIMARY KEY (output_id, path)
);
CREATE INDEX output_files_blob_idx ON output_files (sha256);

-- What people see under "files": uploads, and the files of outputs that replace one another by path.
CREATE TABLE files (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id   uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    path         text NOT NULL CHECK (length(path) BETWEEN 1 AND 255),
    sha256       text NOT NULL REFERENCES blobs(sha256),
    bytes        bigint NOT NULL CHECK (bytes >= 0),
    media_type   text NOT NULL,
    source       text NOT NULL CHECK (source IN ('upload', 'agent')),
    output_id    uuid REFERENCES agent_outputs(id) ON DELETE CASCADE,
    uploaded_by  uuid REFERENCES users(id) ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((source = 'agent') = (output_id IS NOT NULL))
);
CREATE UNIQUE INDEX files_agent_path_key ON files (project_id, path) WHERE source = 'agent';
CREATE INDEX files_project_idx ON files (project_id, created_at DESC, id DESC);
CREATE INDEX files_output_idx ON files (output_id) WHERE output_id IS NOT NULL;
CREATE INDEX files_blob_idx ON files (sha256);

-- The run's state after a step: channel -> output id. Small, since outputs are stored once.
CREATE TABLE snapshots (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    run_id      uuid NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    number      bigint NOT NULL,                        -- the run's version
    cause       text NOT NULL,                          -- "design completed", "checkpoint_code approved"
    agent_id    uuid REFERENCES agents(id) ON DELETE CASCADE,
    channels    jsonb NOT NULL,
    state       jsonb NOT NULL,                         -- the engine's state, to fork from
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (run_id, number)
);
CREATE INDEX snapshots_project_idx ON snapshots (project_id);
CREATE INDEX snapshots_agent_idx ON snapshots (agent_id) WHERE agent_id IS NOT NULL;

CREATE TABLE turns (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id             uuid NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    project_id           uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    step_key             text NOT NULL,                 -- input hash of the step: a resumed step finds its turns by it
    number               integer NOT NULL CHECK (number >= 1),
    provider             text NOT NULL,
    model                text,
    request_sha256       text NOT NULL REFERENCES blobs(sha256),
    response_sha256      text NOT NULL REFERENCES blobs(sha256),
    input_tokens         bigint NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
    cached_input_tokens  bigint NOT NULL DEFAULT 0 CHECK (cached_input_tokens >= 0),
    output_tokens        bigint NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
    cost_usd             numeric(12, 6) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
    duration_ms          integer NOT NULL DEFAULT 0,
    created_at           timestamptz NOT NULL DEFAULT now(),
    UNIQUE (agent_id, step_key, number)
);
CREATE INDEX turns_project_idx ON turns (project_id);
CREATE INDEX turns_request_idx ON turns (request_sha256);
CREATE INDEX turns_response_idx ON turns (response_sha256);

CREATE TABLE checkpoints (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id        uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    run_id            uuid NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    agent_id          uuid NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    node              text NOT NULL,
    revision          integer NOT NULL CHECK (revision >= 1),
    type              varchar(100) NOT NULL,
    title             varchar(255) NOT NULL,
    description       text,
    output            jsonb NOT NULL,                   -- {document_type, summary, sections, output_id}
    output_id         uuid REFERENCES agent_outputs(id) ON DELETE CASCADE,
    answers           jsonb NOT NULL DEFAULT '[]',      -- to earlier comments: [{comment_id, answer, done}]
    status            varchar(50) NOT NULL DEFAULT 'pending'
                      CHECK (status IN ('pending', 'approved', 'rejected', 'changes_requested')),
    automatic         boolean NOT NULL DEFAULT false,
    feedback          text,
    resolved_by       uuid REFERENCES users(id) ON DELETE SET NULL,
    resolved_at       timestamptz,
    reminder_sent_at  timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (run_id, node, revision),
    CHECK ((status = 'pending') = (resolved_at IS NULL)),
    CHECK (NOT automatic OR status IN ('approved', 'changes_requested'))
);
CREATE INDEX idx_checkpoints_project_id ON checkpoints (project_id, created_at DESC, id DESC);
CREATE INDEX idx_checkpoints_status ON checkpoints (status) WHERE status = 'pending';
CREATE INDEX checkpoints_agent_idx ON checkpoints (agent_id);
CREATE INDEX checkpoints_output_idx ON checkpoints (output_id) WHERE output_id IS NOT NULL;

-- Who decided what: append-only, one for each checkpoint.
CREATE TABLE decisions (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    checkpoint_id  uuid NOT NULL UNIQUE REFERENCES checkpoints(id) ON DELETE CASCADE,
    project_id     uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    decision       text NOT NULL CHECK (decision IN ('approved', 'rejected', 'changes_requested')),
    automatic      boolean NOT NULL DEFAULT false,
    target         text,                                -- where the run goes back to, when the reviewer chose
    feedback       text CHECK (length(feedback) <= 20000),
    decided_by     uuid REFERENCES users(id) ON DELETE SET NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE comments (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    checkpoint_id  uuid NOT NULL REFERENCES checkpoints(id) ON DELETE CASCADE,
    project_id     uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    decision_id    uuid REFERENCES decisions(id) ON DELETE CASCADE,
    user_id        uuid REFERENCES users(id) ON DELETE SET NULL,
    section        text CHECK (length(section) <= 255),
    file_path      text CHECK (length(file_path) <= 255),
    line           integer CHECK (line >= 1),
    body           text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX comments_checkpoint_idx ON comments (checkpoint_id, created_at, id);
CREATE INDEX comments_decision_idx ON comments (decision_id);
CREATE INDEX comments_project_idx ON comments (project_id);
CREATE INDEX decisions_project_idx ON decisions (project_id);

-- Rule 3: numbers without gaps for each project. The head's row is locked last in the transaction that appends.
CREATE TABLE event_heads (
    project_id  uuid PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    seq         bigint NOT NULL DEFAULT 0,
    pruned      bigint NOT NULL DEFAULT 0               -- events up to here are gone
);
CREATE TABLE events (
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    seq         bigint NOT NULL,
    agent_id    uuid,
    type        text NOT NULL,                          -- agent:started, checkpoint:created, …
    data        jsonb NOT NULL,                         -- the payload of the specification's section 3.3, camelCase
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (project_id, seq)
);

-- Logs are many: partitioned by month, numbered without the promise of no gaps.
CREATE SEQUENCE agent_logs_id_seq AS bigint;
CREATE TABLE agent_logs (
    id          bigint NOT NULL DEFAULT nextval('agent_logs_id_seq'),
    agent_id    uuid NOT NULL,
    project_id  uuid NOT NULL,
    level       varchar(20) NOT NULL CHECK (level IN ('DEBUG', 'INFO', 'WARN', 'ERROR')),
    message     text NOT NULL CHECK (length(message) <= 8192),
    metadata    jsonb,
    timestamp   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (id, timestamp),
    FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE CASCADE
) PARTITION BY RANGE (timestamp);
CREATE TABLE agent_logs_default PARTITION OF agent_logs DEFAULT;
CREATE INDEX idx_agent_logs_agent_id ON agent_logs (agent_id, id);
CREATE INDEX idx_agent_logs_project_id ON agent_logs (project_id, id);
CREATE INDEX idx_agent_logs_timestamp ON agent_logs (timestamp);

-- The queue. A row is work to do; done work is deleted in the transaction that commits its result.
CREATE TABLE jobs (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('step', 'advance')),
    project_id    uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    run_id        uuid NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    agent_id      uuid REFERENCES agents(id) ON DELETE CASCADE,
    payload       jsonb NOT NULL,                       -- step: the engine's action; advance: what happened
    unique_key    text UNIQUE,                          -- run, node, task, stage, epoch, revision: the same work is queued once
    priority      integer NOT NULL DEFAULT 0,           -- higher first
    run_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    held          boolean NOT NULL DEFAULT false,       -- its project is paused
    attempt       integer NOT NULL DEFAULT 0,           -- rises with each claim that was not handed back
    retries       integer NOT NULL DEFAULT 0,           -- rises with each failure that is tried again
    lease         bigint NOT NULL DEFAULT 0,            -- rises with each claim: the fence
    leased_by     uuid,                                 -- worker process instance
    leased_until  timestamptz,                          -- by the database's clock
    last_error    text,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((leased_by IS NULL) = (leased_until IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.0, autovacuum_analyze_threshold = 1000);
CREATE INDEX jobs_ready_idx ON jobs (priority DESC, run_at, id) WHERE NOT held AND leased_by IS NULL;
CREATE INDEX jobs_leased_idx ON jobs (leased_until) WHERE leased_by IS NOT NULL;
CREATE INDEX jobs_project_idx ON jobs (project_id);

CREATE TABLE workers (
    id            uuid PRIMARY KEY,                     -- one process instance
    host          text NOT NULL,
    pid           integer NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE notifications (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    project_id  uuid REFERENCES projects(id) ON DELETE CASCADE,
    kind        text NOT NULL,
    data        jsonb NOT NULL DEFAULT '{}',
    read_at     timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_user_idx ON notifications (user_id, created_at DESC, id DESC);
CREATE INDEX notifications_project_idx ON notifications (project_id) WHERE project_id IS NOT NULL;

CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id    uuid,                                   -- no foreign key: the trail outlives the account
    action      text NOT NULL,                          -- auth.login, checkpoint.approve, …
    subject     text,                                   -- id of what was acted on
    outcome     text NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    address     inet,
    request_id  text,
    detail      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_actor_idx ON audit (actor_id, id DESC);

CREATE TABLE idempotency_keys (
    user_id       uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    key           text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash  text NOT NULL,
    status        integer,
    body          text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);
