-- SPDX-License-Identifier: ISC
-- For bench/remind: many projects with a checkpoint that waits, and somebody who locks checkpoints as a decision does.
CREATE SCHEMA bench;
CREATE TABLE bench.waits (ms float8);
CREATE TABLE bench.over (at timestamptz);

-- n projects, each with an owner of its own and two reviewers, whose checkpoint has waited for five hours.
CREATE PROCEDURE bench.wait(p_n int) LANGUAGE plpgsql AS $$
DECLARE
    v_graph uuid;
BEGIN
    SELECT id INTO v_graph FROM graph_versions LIMIT 1;
    SET LOCAL session_replication_role = replica;
    CREATE TEMP TABLE made ON COMMIT DROP AS SELECT i, gen_random_uuid() AS p, gen_random_uuid() AS u, gen_random_uuid() AS r, gen_random_uuid() AS a,
        gen_random_uuid() AS c FROM generate_series(1, p_n) AS i;
    INSERT INTO users (id, email, name, password_hash) SELECT u, 'bench' || i || '@example.org', 'Bench ' || i, '*' FROM made;
    INSERT INTO projects (id, user_id, name, concept, status, run_id, seed) SELECT p, u, 'Bench ' || i, '{}', 'running', r, 1 FROM made;
    INSERT INTO project_members (project_id, user_id, role) SELECT m.p, o.u, 'reviewer' FROM made m, made o WHERE o.i IN (m.i % p_n + 1, (m.i + 6) % p_n + 1);
    INSERT INTO runs (id, project_id, number, graph_version_id, provider) SELECT r, p, 1, v_graph, 'offline' FROM made;
    INSERT INTO event_heads (project_id) SELECT p FROM made;
    INSERT INTO agents (id, project_id, run_id, node, type, status) SELECT a, p, r, 'concept', 'concept', 'waiting_approval' FROM made;
    INSERT INTO checkpoints (id, project_id, run_id, agent_id, node, revision, type, title, output, created_at)
    SELECT c, p, r, a, 'checkpoint_concept', 1, 'concept_review', 'Concept review', '{}', now() - interval '5 h' FROM made;
END
$$;

-- Locks one waiting checkpoint after another, and notes how long each lock was waited for, until the run is over (bench.over). A
-- checkpoint that it holds when the run comes by is left to the next run.
CREATE PROCEDURE bench.decide() LANGUAGE plpgsql AS $$
DECLARE
    v_ids uuid[] := ARRAY(SELECT id FROM checkpoints WHERE status = 'pending' ORDER BY project_id);
    v_from timestamptz;
    v_ms float8;
BEGIN
    WHILE NOT EXISTS (SELECT FROM bench.over) LOOP
        v_from := clock_timestamp();
        PERFORM FROM checkpoints WHERE id = v_ids[1 + floor(random() * cardinality(v_ids))::int] FOR UPDATE;
        v_ms := extract(epoch FROM clock_timestamp() - v_from) * 1000;
        COMMIT;
        INSERT INTO bench.waits VALUES (v_ms);
        COMMIT;
        PERFORM pg_sleep(0.002);
    END LOOP;
END
$$;
