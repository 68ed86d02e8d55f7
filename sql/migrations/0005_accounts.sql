-- SPDX-License-Identifier: ISC
-- Accounts: invitations, forgotten passwords, scopes and prefixes of personal tokens, accounts that were given up.

CREATE TABLE invitations (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_hash  bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    email       varchar(255) CHECK (email = lower(email)),  -- null: for whoever has the token
    role        text NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')),
    created_by  uuid REFERENCES users(id) ON DELETE SET NULL,   -- null: ludctl, or an account that is gone
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    used_by     uuid REFERENCES users(id) ON DELETE SET NULL,
    revoked_at  timestamptz,
    CHECK (expires_at > created_at),
    CHECK (used_at IS NULL OR revoked_at IS NULL)
);
CREATE INDEX invitations_created_idx ON invitations (created_at DESC, id DESC);
CREATE INDEX invitations_created_by_idx ON invitations (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX invitations_used_by_idx ON invitations (used_by) WHERE used_by IS NOT NULL;

-- Who forgot a password. A row without a hash is a letter to be sent: its sender makes the token and keeps the hash here, so that no
-- token is ever at rest (password_reset_issue).
CREATE TABLE password_resets (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    token_hash  bytea UNIQUE CHECK (length(token_hash) = 32),
    address     inet,                                   -- who asked
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,                            -- of the token
    CHECK ((token_hash IS NULL) = (expires_at IS NULL))
);
CREATE UNIQUE INDEX password_resets_waiting_key ON password_resets (user_id) WHERE token_hash IS NULL;
CREATE INDEX password_resets_user_idx ON password_resets (user_id);

ALTER TABLE api_tokens ADD COLUMN prefix text NOT NULL DEFAULT '' CHECK (length(prefix) <= 16),
    ALTER COLUMN scopes DROP DEFAULT,
    ADD CONSTRAINT api_tokens_scopes_check CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'decide', 'admin']);

-- An account that was given up while its projects stay: no name, no address, no way in.
ALTER TABLE users ADD COLUMN deleted_at timestamptz,
    ADD CONSTRAINT users_deleted_check CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL);
CREATE INDEX users_created_idx ON users (created_at DESC, id DESC);
-- Lists of everybody's projects, for admins.
CREATE INDEX projects_created_idx ON projects (created_at DESC, id DESC);
-- What one person did, for own data and for deleting an account. What programs did has no person, and no place here.
CREATE INDEX decisions_decided_by_idx ON decisions (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX comments_user_idx ON comments (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX files_uploaded_by_idx ON files (uploaded_by) WHERE uploaded_by IS NOT NULL;
CREATE INDEX checkpoints_resolved_by_idx ON checkpoints (resolved_by) WHERE resolved_by IS NOT NULL;
CREATE INDEX runs_started_by_idx ON runs (started_by) WHERE started_by IS NOT NULL;
-- Lists in their whole order, so that a page reads a page.
DROP INDEX sessions_user_idx, api_tokens_user_idx;
CREATE INDEX sessions_user_idx ON sessions (user_id, created_at DESC, id DESC);
CREATE INDEX api_tokens_user_idx ON api_tokens (user_id, created_at DESC, id DESC);
