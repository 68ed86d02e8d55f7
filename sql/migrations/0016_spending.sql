-- SPDX-License-Identifier: ISC
-- What people may spend in a month, prices that are not known, and what agents ask.

-- What a person's projects may spend in a calendar month (UTC), and have spent.
CREATE TABLE user_budgets (
    user_id    uuid PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    limit_usd  numeric(12, 2) NOT NULL CHECK (limit_usd >= 0)     -- no row: the installation's limit
);
CREATE TABLE user_months (
    user_id    uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    spent_usd  numeric(12, 6) NOT NULL DEFAULT 0 CHECK (spent_usd >= 0),
    PRIMARY KEY (user_id, month)
);

-- Whether the model's price was known: what is not known is not nothing.
ALTER TABLE turns ADD COLUMN priced boolean NOT NULL DEFAULT true;

-- What agents ask people, where the project allows it. A step that waits for an answer holds no worker: its job is held.
CREATE TABLE questions (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id   uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    agent_id     uuid NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    step_key     text NOT NULL,                  -- as turns.step_key
    question     text NOT NULL CHECK (length(question) BETWEEN 1 AND 2000),
    options      jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(options) = 'array'),
    answer       text CHECK (length(answer) BETWEEN 1 AND 2000),
    answered_by  uuid REFERENCES users(id) ON DELETE SET NULL,
    answered_at  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE UNIQUE INDEX questions_step_key ON questions (agent_id, step_key, md5(question));
CREATE INDEX questions_project_idx ON questions (project_id, created_at, id);
