-- SPDX-License-Identifier: ISC
-- For bench/operate: lines of agents' logs that are older than 90 days, nine tenths in months of their own, and 100,000 new ones.
CREATE SCHEMA bench;

CREATE PROCEDURE bench.fill(p_project uuid, p_n bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_run uuid := gen_random_uuid();
    v_agent uuid := gen_random_uuid();
    v_month date;
    v_name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    INSERT INTO runs (id, project_id, number, graph_version_id, provider) SELECT v_run, p_project, 1, id, 'offline' FROM graph_versions LIMIT 1;
    INSERT INTO agents (id, project_id, run_id, node, type, status) VALUES (v_agent, p_project, v_run, 'concept', 'concept', 'completed');
    -- what came before there was a partition for it
    INSERT INTO agent_logs (agent_id, project_id, level, message, timestamp)
    SELECT v_agent, p_project, 'INFO', 'writes js/core.js, ' || md5(i::text) || md5((i + 1)::text), now() - interval '100 days' - i * interval '1 s' FROM generate_series(1, p_n / 10) AS i;
    FOR v_n IN 13 .. 15 LOOP
        v_month := date_trunc('month', now() - v_n * interval '1 month' - interval '20 days');
        v_name := 'agent_logs_' || to_char(v_month, 'YYYY_MM');
        EXECUTE format('CREATE TABLE %I (LIKE agent_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
        EXECUTE format($sql$INSERT INTO %I (agent_id, project_id, level, message, timestamp)
            SELECT $1, $2, 'INFO', 'writes js/core.js, ' || md5(i::text) || md5((i + 1)::text), $3 + i * interval '100 ms' FROM generate_series(1, $4) AS i$sql$, v_name)
        USING v_agent, p_project, (v_month || ' 12:00+00')::timestamptz, p_n * 3 / 10;
        EXECUTE format('ALTER TABLE agent_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_month || ' 00:00+00', (v_month + interval '1 month')::date || ' 00:00+00');
    END LOOP;
    INSERT INTO agent_logs (agent_id, project_id, level, message, timestamp)
    SELECT v_agent, p_project, 'INFO', 'reads design.md, ' || md5(i::text), now() - i * interval '10 ms' FROM generate_series(1, 100000) AS i;
END
$$;
