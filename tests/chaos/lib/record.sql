-- SPDX-License-Identifier: ISC
-- The harness's own record, written by triggers in the transactions of the programs under test, so that it is as true as they are: which jobs
-- were queued, claimed and ended, in which transaction, by which connection. Columns that it reads: jobs.id, kind, project_id, run_id,
-- agent_id, payload, unique_key, leased_by, lease; snapshots.run_id, number, agent_id, cause; agent_outputs.id, agent_id, stage, revision,
-- input_hash; events.agent_id; turns.agent_id; workers.id, pid.
CREATE SCHEMA chaos;
CREATE TABLE chaos.jobs (
    n        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    op       text NOT NULL,                -- queued, claimed, ended
    job      bigint NOT NULL,
    kind     text NOT NULL,
    key      text,
    project  uuid,
    run      uuid,
    agent    uuid,
    node     text,
    worker   uuid,                         -- that holds it
    before   uuid,                         -- that held it before a claim
    backend  int NOT NULL DEFAULT pg_backend_pid(),
    tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON chaos.jobs (job);
CREATE INDEX ON chaos.jobs (tx);
CREATE TABLE chaos.commits (
    run      uuid NOT NULL,
    number   bigint NOT NULL,
    agent    uuid,
    cause    text NOT NULL,
    backend  int NOT NULL DEFAULT pg_backend_pid(),
    tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE chaos.outputs (
    output   uuid NOT NULL,
    agent    uuid NOT NULL,
    stage    text NOT NULL,
    revision int NOT NULL,
    hash     text NOT NULL,
    backend  int NOT NULL DEFAULT pg_backend_pid(),
    tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE chaos.writes (                 -- events, and turns of a provider
    what     text NOT NULL,
    agent    uuid,
    backend  int NOT NULL DEFAULT pg_backend_pid(),
    tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE chaos.workers (
    worker   uuid NOT NULL,
    pid      int NOT NULL,
    backend  int NOT NULL DEFAULT pg_backend_pid(),
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (worker, backend)
);

CREATE FUNCTION chaos.note_job(p_op text, v jobs, p_before uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO chaos.jobs (op, job, kind, key, project, run, agent, node, worker, before)
    VALUES (p_op, v.id, v.kind, CASE v.kind WHEN 'step' THEN concat_ws(':', v.run_id, v.payload->>'node', coalesce(v.payload->>'task', ''),
        v.payload->>'stage', v.payload->>'epoch', v.payload->>'revision') ELSE v.unique_key END, v.project_id, v.run_id, v.agent_id,
        v.payload->>'node', CASE p_op WHEN 'queued' THEN NULL ELSE v.leased_by END, p_before)
$$;
CREATE FUNCTION chaos.on_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM chaos.note_job('ended', OLD, NULL);
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM chaos.note_job('queued', NEW, NULL);
        IF NEW.leased_by IS NOT NULL THEN -- what follows a step is queued and claimed at once
            PERFORM chaos.note_job('claimed', NEW, NULL);
        END IF;
    ELSIF NEW.leased_by IS NOT NULL AND NEW.lease <> OLD.lease THEN
        IF NEW.kind = 'step' AND NEW.payload <> OLD.payload THEN -- a step that is done gave its job to the one that follows
            PERFORM chaos.note_job('ended', OLD, NULL);
            PERFORM chaos.note_job('queued', NEW, NULL);
        END IF;
        PERFORM chaos.note_job('claimed', NEW, OLD.leased_by);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER chaos_jobs AFTER INSERT OR DELETE OR UPDATE OF leased_by, lease ON jobs FOR EACH ROW EXECUTE FUNCTION chaos.on_job();

CREATE FUNCTION chaos.on_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos.commits (run, number, agent, cause) VALUES (NEW.run_id, NEW.number, NEW.agent_id, NEW.cause);
    RETURN NULL;
END
$$;
CREATE TRIGGER chaos_snapshots AFTER INSERT ON snapshots FOR EACH ROW EXECUTE FUNCTION chaos.on_snapshot();

CREATE FUNCTION chaos.on_output() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos.outputs (output, agent, stage, revision, hash) VALUES (NEW.id, NEW.agent_id, NEW.stage, NEW.revision, NEW.input_hash);
    RETURN NULL;
END
$$;
CREATE TRIGGER chaos_outputs AFTER INSERT ON agent_outputs FOR EACH ROW EXECUTE FUNCTION chaos.on_output();

CREATE FUNCTION chaos.on_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos.writes (what, agent) VALUES (TG_TABLE_NAME, NEW.agent_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER chaos_events AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION chaos.on_write();
CREATE TRIGGER chaos_turns AFTER INSERT ON turns FOR EACH ROW EXECUTE FUNCTION chaos.on_write();

-- Which connection is whose: at registration and at each sign of life.
CREATE FUNCTION chaos.on_worker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos.workers (worker, pid) VALUES (NEW.id, NEW.pid) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER chaos_workers AFTER INSERT OR UPDATE ON workers FOR EACH ROW EXECUTE FUNCTION chaos.on_worker();

-- The programs have roles of their own, and their triggers write here.
GRANT USAGE ON SCHEMA chaos TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA chaos TO PUBLIC;
