-- SPDX-License-Identifier: ISC
-- Operations: reminders that were sent, mail and webhooks to be sent, maintenance.

-- Which reminders of a checkpoint went out. The number is the place in its schedule: those that were due together are one, the latest.
CREATE TABLE checkpoint_reminders (
    checkpoint_id  uuid NOT NULL REFERENCES checkpoints(id) ON DELETE CASCADE,
    number         integer NOT NULL CHECK (number >= 1),
    level          text NOT NULL CHECK (level IN ('first', 'escalation')),
    sent_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (checkpoint_id, number)
);

-- Where a person's notifications are posted to. Its secret is the row of `secrets` with the same id and goes first.
CREATE TABLE webhooks (
    id           uuid PRIMARY KEY REFERENCES secrets(id) ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    url          text NOT NULL CHECK (length(url) BETWEEN 9 AND 2000),
    note         text CHECK (length(note) BETWEEN 1 AND 255),
    disabled_at  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_user_idx ON webhooks (user_id, created_at DESC, id DESC);

-- What is to be sent, and what became of it. Written in the transaction of its cause (functions/notification_deliver.sql), once for each
-- notification and way. A mail is never sent when it may have been sent already (`unknown`); a webhook may come twice, with the same id.
CREATE TABLE deliveries (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id          uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    notification_id  uuid NOT NULL,                     -- no foreign key: people clear notifications away
    project_id       uuid,                              -- the same: a project may go before its letter
    channel          text NOT NULL CHECK (channel IN ('mail', 'webhook')),
    webhook_id       uuid REFERENCES webhooks(id) ON DELETE CASCADE,
    kind             text NOT NULL,
    data             jsonb NOT NULL DEFAULT '{}',
    digest           boolean NOT NULL DEFAULT false,    -- goes together with the others of its person that are due
    status           text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'off')),
    tries            integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    due_at           timestamptz NOT NULL DEFAULT now(),
    leased_until     timestamptz,                       -- by the database's clock; of one that is being sent
    log              jsonb NOT NULL DEFAULT '[]',       -- of each try: {at, status, error}
    created_at       timestamptz NOT NULL DEFAULT now(),
    ended_at         timestamptz,
    UNIQUE NULLS NOT DISTINCT (notification_id, channel, webhook_id),
    CHECK ((channel = 'webhook') = (webhook_id IS NOT NULL)),
    CHECK ((status = 'sending') = (leased_until IS NOT NULL)),
    CHECK ((status IN ('waiting', 'sending')) = (ended_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX deliveries_due_idx ON deliveries (due_at, id) WHERE status = 'waiting';
CREATE INDEX deliveries_sending_idx ON deliveries (leased_until) WHERE status = 'sending';
CREATE INDEX deliveries_user_idx ON deliveries (user_id);
CREATE INDEX deliveries_webhook_idx ON deliveries (webhook_id, created_at DESC, id DESC) WHERE webhook_id IS NOT NULL;
CREATE INDEX deliveries_ended_idx ON deliveries (ended_at) WHERE ended_at IS NOT NULL;

-- A letter about a forgotten password that could not be sent is tried again.
ALTER TABLE password_resets ADD COLUMN tries integer NOT NULL DEFAULT 0, ADD COLUMN retry_at timestamptz;

-- One row. While it is active nothing is begun and nothing is changed.
CREATE TABLE maintenance (
    single      boolean PRIMARY KEY DEFAULT true CHECK (single),
    active      boolean NOT NULL DEFAULT false,
    message     text NOT NULL DEFAULT '' CHECK (length(message) <= 1000),
    starts_at   timestamptz,
    ends_at     timestamptz,                            -- when it is thought to be over; nothing ends by itself
    version     bigint NOT NULL DEFAULT 0,              -- rises with each change
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO maintenance DEFAULT VALUES;
