-- SPDX-License-Identifier: ISC
-- Sharing and putting away: who may join a project, public play links, and the provenance of what was imported.

-- An owner beside the one in projects.user_id: project_list finds the projects of such members by it.
ALTER TABLE project_members ADD COLUMN co_owner boolean NOT NULL DEFAULT false CHECK (NOT co_owner OR role = 'owner');

-- Someone asked by mail address to join. The row is the same whether or not there is such an account: who asks does not learn it.
CREATE TABLE project_invitations (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    email       varchar(255) NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 255),
    role        text NOT NULL CHECK (role IN ('owner', 'editor', 'reviewer', 'viewer')),
    invited_by  uuid REFERENCES users(id) ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL DEFAULT now() + interval '30 days',
    UNIQUE (project_id, email)
);
CREATE INDEX project_invitations_email_idx ON project_invitations (email);

-- A public link to a game. What opens it is its id and a signature by the installation's secret, so that the row alone opens nothing.
CREATE TABLE shares (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    output_id   uuid REFERENCES agent_outputs(id) ON DELETE CASCADE,   -- this build; null: the newest one
    note        text CHECK (length(note) BETWEEN 1 AND 255),
    created_by  uuid REFERENCES users(id) ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,                                           -- null: until it is revoked
    revoked_at  timestamptz,
    CHECK (expires_at > created_at)
);
CREATE INDEX shares_project_idx ON shares (project_id, created_at DESC, id DESC);
CREATE INDEX shares_output_idx ON shares (output_id) WHERE output_id IS NOT NULL;

-- Estimates are made from the last runs that came to their end.
CREATE INDEX runs_past_idx ON runs (provider, ended_at DESC) WHERE status = 'completed';

-- How often people were reminded of a checkpoint.
ALTER TABLE checkpoints ADD COLUMN reminders integer NOT NULL DEFAULT 0 CHECK (reminders >= 0);
