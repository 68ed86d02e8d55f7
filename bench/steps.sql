-- SPDX-License-Identifier: ISC
-- Under bench/steps and bench/worker: a pool of drafts, and a driver that keeps n of them running.
CREATE SCHEMA bench;
CREATE TABLE bench.laps (steps bigint NOT NULL, seconds float8 NOT NULL, graphs bigint NOT NULL, ms float8);

-- drafts(user uuid, n int): as the API's POST projects makes them, each with a description of its own.
CREATE FUNCTION bench.drafts(p_user uuid, p_n int) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(project_create(p_user, jsonb_build_object('name', 'Bench ' || i,
        'concept', jsonb_build_object('description', 'A keeper walks the wall at dusk and lights the lamps: ' || gen_random_uuid(), 'platform', 'web',
            'scope', 'mvp'),
        'config', '{"checkpoints": [], "provider": "script"}'::jsonb)))
    FROM generate_series(1, p_n) i
$$;

-- steps_done() -> bigint: committed step transactions. A run's version counts its commits, the first of which is the engine's start.
CREATE FUNCTION bench.steps_done() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM snapshots WHERE number > 1
$$;

-- still_running(projects uuid[]) -> uuid[]. Errors: P0001 when one of them stopped short of its end.
CREATE FUNCTION bench.still_running(p_projects uuid[]) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    v_running uuid[];
    v_other text;
BEGIN
    SELECT array_agg(p.id) FILTER (WHERE p.status = 'running'), max(p.id::text) FILTER (WHERE p.status NOT IN ('running', 'completed'))
    INTO v_running, v_other FROM projects p WHERE p.id = ANY (p_projects);
    IF v_other IS NOT NULL THEN
        RAISE EXCEPTION 'project % did not come to its end', v_other;
    END IF;
    RETURN coalesce(v_running, '{}');
END
$$;

-- keep(n, warm, secs): keeps n projects running, each started as API's POST start does it, in a transaction of its own, as one ends; counts over secs
-- after warm; then lets what runs come to its end. Looks each millisecond, of several each 5, so that looking costs little.
-- Writes a row of laps: steps and seconds of the window; graphs in all; the median time of a graph from before project_start to its last event.
CREATE PROCEDURE bench.keep(p_n int, p_warm float8, p_secs float8) LANGUAGE plpgsql AS $$
DECLARE
    v_user uuid := (SELECT user_id FROM projects LIMIT 1);
    v_drafts uuid[] := ARRAY(SELECT id FROM projects WHERE status = 'draft');
    v_began timestamptz[];
    v_started int := 0;
    v_running uuid[] := '{}';
    v_before int;
    v_from timestamptz := clock_timestamp() + p_warm * interval '1 second';
    v_first bigint;
    v_first_graph int;
    v_steps bigint;
    v_seconds float8;
BEGIN
    LOOP
        v_before := cardinality(v_running);
        v_running := bench.still_running(v_running);
        COMMIT;
        IF v_first IS NULL AND clock_timestamp() >= v_from THEN
            v_first := bench.steps_done();
            v_first_graph := v_started + 1;
            v_from := clock_timestamp();
            COMMIT;
        ELSIF v_seconds IS NULL AND clock_timestamp() >= v_from + p_secs * interval '1 second' THEN
            v_steps := bench.steps_done() - v_first;
            v_seconds := extract(epoch FROM clock_timestamp() - v_from);
            COMMIT;
        END IF;
        WHILE v_seconds IS NULL AND cardinality(v_running) < p_n LOOP
            v_started := v_started + 1;
            IF v_started > cardinality(v_drafts) THEN
                RAISE EXCEPTION 'the pool of % drafts was too small', cardinality(v_drafts);
            END IF;
            v_began[v_started] := clock_timestamp();
            PERFORM project_start(v_user, v_drafts[v_started]);
            COMMIT;
            v_running := v_running || v_drafts[v_started];
        END LOOP;
        EXIT WHEN cardinality(v_running) = 0;
        IF cardinality(v_running) = v_before THEN
            PERFORM pg_sleep(CASE WHEN p_n > 1 THEN 0.005 ELSE 0.001 END);
        END IF;
    END LOOP;
    INSERT INTO bench.laps
    SELECT v_steps, v_seconds, v_started, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM e.ended - v_began[i]) * 1000)
    FROM generate_series(v_first_graph, v_started) i,
        LATERAL (SELECT max(created_at) AS ended FROM events WHERE project_id = v_drafts[i]) e;
END
$$;

-- unsound() -> text: what is wrong with the graphs that ended: NULL, or the first run that lacks outputs, documents or decisions.
CREATE FUNCTION bench.unsound(p_steps int, p_bytes int) RETURNS text LANGUAGE sql AS $$
    SELECT format('run %s: %s outputs, smallest document %s bytes, %s approved checkpoints, %s commits', r.id, o.n, o.bytes, k.n, r.version)
    FROM runs r,
        LATERAL (SELECT count(*) AS n, min(length(a.content->>'document')) AS bytes FROM agent_outputs a WHERE a.agent_id IN (SELECT id FROM agents WHERE run_id = r.id)) o,
        LATERAL (SELECT count(*) AS n FROM checkpoints c WHERE c.run_id = r.id AND c.status = 'approved') k
    WHERE r.status = 'completed' AND (o.n <> p_steps OR o.bytes < p_bytes OR k.n <> 4 OR r.version <> p_steps + 1) LIMIT 1
$$;
