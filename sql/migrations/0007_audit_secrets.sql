-- SPDX-License-Identifier: ISC
-- The audit trail's hash chain, and secrets at rest.

-- A time that has no number could not be sealed.
ALTER TABLE audit ADD CONSTRAINT audit_at_finite CHECK (isfinite(at));
CREATE INDEX audit_subject_idx ON audit (subject, id DESC);
CREATE INDEX audit_action_idx ON audit (action, id DESC);
CREATE INDEX audit_request_idx ON audit (request_id) WHERE request_id IS NOT NULL;

-- The chain: row `number` seals one row of the trail. hash = SHA-256(hash before it ‖ audit_canon(…)); the first follows 32 zero bytes.
-- Plain ids without foreign keys: whoever takes a row out of the trail must leave its seal behind.
CREATE TABLE audit_seals (
    number     bigint PRIMARY KEY CHECK (number > 0),
    audit_id   bigint NOT NULL UNIQUE,
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at  timestamptz NOT NULL CHECK (isfinite(sealed_at))
);

-- Signatures of the chain's end, by a key that is not in the database. The same go to files (docs/audit.md).
CREATE TABLE audit_heads (
    number     bigint PRIMARY KEY,
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    kid        text NOT NULL,
    signature  bytea NOT NULL,
    signed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Names of data keys, not the keys: those are derived from a root that is not in the database (lib/secret.h). The newest is the current one.
CREATE TABLE data_keys (
    id          text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
    number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Secrets that users and projects leave with us: AES-256-GCM, bound to the row's id. Never shown again; hint is their last four characters.
CREATE TABLE secrets (
    id          uuid PRIMARY KEY,
    user_id     uuid REFERENCES users(id) ON DELETE CASCADE,
    project_id  uuid REFERENCES projects(id) ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('provider_key', 'webhook_secret')),
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),   -- of a provider key: the provider
    value       bytea NOT NULL,
    key_id      text NOT NULL REFERENCES data_keys(id),
    hint        text NOT NULL CHECK (length(hint) <= 4),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CHECK ((user_id IS NULL) <> (project_id IS NULL)),
    CHECK (encode(substring(value FROM 2 FOR 8), 'hex') = key_id),      -- the key id inside the value
    CHECK (length(value) BETWEEN 37 AND 8229)
);
CREATE UNIQUE INDEX secrets_user_key ON secrets (user_id, kind, name) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX secrets_project_key ON secrets (project_id, kind, name) WHERE project_id IS NOT NULL;
CREATE INDEX secrets_key_idx ON secrets (key_id, id);
