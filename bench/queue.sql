-- SPDX-License-Identifier: ISC
-- Under bench/queue: jobs that do nothing, and procedures that watch them go. Claims take low ids first, so whether much or anything is left is told by one
-- probe of an index from the high end, which costs the worker nothing.
CREATE TABLE bench.drains (jobs bigint NOT NULL, seconds float8 NOT NULL);
CREATE TABLE bench.sizes (at timestamptz NOT NULL DEFAULT clock_timestamp(), dead bigint NOT NULL, bytes bigint NOT NULL);

CREATE FUNCTION bench.add_jobs(p_n int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO jobs (kind, payload) SELECT 'noop', '{}' FROM generate_series(1, p_n);
    NOTIFY ludwright_jobs;
END
$$;

-- note_size(): dead tuples as autovacuum sees them, and bytes of the table with its indexes.
CREATE FUNCTION bench.note_size() RETURNS void LANGUAGE sql AS $$
    INSERT INTO bench.sizes (dead, bytes) SELECT pg_stat_get_dead_tuples('jobs'::regclass), pg_total_relation_size('jobs')
$$;

-- some_left() -> bool: from the high end, where no dead rows lie.
CREATE FUNCTION bench.some_left() RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM (SELECT id FROM jobs ORDER BY id DESC LIMIT 1) j)
$$;

-- drain(n, secs): adds n jobs in one transaction; from its commit counts what is done in secs, or until nothing is left. Writes drains.
CREATE PROCEDURE bench.drain(p_n int, p_secs float8) LANGUAGE plpgsql AS $$
DECLARE
    v_from timestamptz;
    v_to timestamptz;
BEGIN
    PERFORM bench.add_jobs(p_n);
    COMMIT;
    v_from := clock_timestamp();
    LOOP
        PERFORM pg_sleep(0.002);
        COMMIT;
        v_to := clock_timestamp();
        EXIT WHEN v_to > v_from + p_secs * interval '1 second' OR NOT bench.some_left();
    END LOOP;
    INSERT INTO bench.drains SELECT p_n - count(*), extract(epoch FROM v_to - v_from) FROM jobs;
END
$$;

-- stream(n, backlog): n jobs come by and by, with at most `backlog` waiting; ends when all are done. Writes drains; sizes each second.
CREATE PROCEDURE bench.stream(p_n int, p_backlog int) LANGUAGE plpgsql AS $$
DECLARE
    v_from timestamptz := clock_timestamp();
    v_noted timestamptz := '-infinity';
    v_added int := 0;
    v_half bigint; -- when this job is not waiting any more, half of the backlog is done
BEGIN
    WHILE v_added < p_n OR bench.some_left() LOOP
        IF v_added < p_n AND NOT EXISTS (SELECT FROM jobs WHERE id = v_half AND leased_by IS NULL) THEN
            PERFORM bench.add_jobs(least(p_backlog / 2, p_n - v_added));
            v_added := v_added + p_backlog / 2;
            v_half := coalesce(v_half + p_backlog / 2, (SELECT min(id) FROM jobs));
        END IF;
        IF clock_timestamp() > v_noted + interval '1 second' THEN
            v_noted := clock_timestamp();
            PERFORM bench.note_size();
        END IF;
        COMMIT;
        PERFORM pg_sleep(0.01);
    END LOOP;
    PERFORM bench.note_size();
    INSERT INTO bench.drains VALUES (p_n, extract(epoch FROM clock_timestamp() - v_from));
END
$$;

-- wake(project uuid) -> ms: from the event that the API's transaction ends with to the first agent's start, by the database's clock. The claim of the
-- engine's job, the engine's first decision and its commit lie between them.
CREATE FUNCTION bench.wake(p_project uuid) RETURNS float8 LANGUAGE sql AS $$
    SELECT extract(epoch FROM (SELECT min(started_at) FROM agents WHERE project_id = p_project)
        - (SELECT min(created_at) FROM events WHERE project_id = p_project AND type = 'project:status_changed')) * 1000
$$;
