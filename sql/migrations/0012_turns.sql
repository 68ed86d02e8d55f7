-- SPDX-License-Identifier: ISC
-- What is kept of conversations with models, for those who read them: turns in the order in which they came, and what failed steps had to say.

CREATE INDEX turns_agent_idx ON turns (agent_id, created_at, id);

CREATE TABLE step_failures (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id    uuid NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    step_key    text NOT NULL,              -- as turns.step_key; '' for a step that had no input yet
    stage       varchar(20) NOT NULL,
    revision    integer NOT NULL CHECK (revision >= 1),
    error       text NOT NULL,
    error_type  varchar(50) NOT NULL,
    raw         text CHECK (octet_length(raw) <= 65536),    -- what could not be used, its first part; NULL: nothing came
    raw_bytes   bigint NOT NULL DEFAULT 0 CHECK (raw_bytes >= 0),  -- of the whole
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX step_failures_agent_idx ON step_failures (agent_id, created_at, id);
CREATE INDEX step_failures_project_idx ON step_failures (project_id);

-- Does a provider answer? Asked by people, answered by a worker: the API calls nobody outside.
ALTER DOMAIN job_kind DROP CONSTRAINT job_kind_check;
ALTER DOMAIN job_kind ADD CONSTRAINT job_kind_check CHECK (VALUE IN ('step', 'advance', 'noop', 'probe'));
CREATE TABLE provider_tests (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    provider     text NOT NULL,
    model        text,                                   -- as asked; NULL: the installation's, and then what it was
    status       text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'good', 'failed')),
    message      text,                                   -- for people
    error_type   text,
    duration_ms  integer,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    CHECK ((status = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX provider_tests_user_idx ON provider_tests (user_id, created_at);
