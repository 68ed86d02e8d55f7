-- SPDX-License-Identifier: ISC
-- retention_logs(before timestamptz, n int, really boolean) -> bigint: partitions of agent_logs whose month was over by then are dropped, and up to n lines of the default
-- partition go. A lock that is not there within half a second is left to the next run.
-- Returns: how many lines went, or would go (a partition's as the planner knows it). Errors: none. Writes: tables agent_logs_YYYY_MM, agent_logs_default.
CREATE OR REPLACE FUNCTION retention_logs(p_before timestamptz, p_n int, p_really boolean) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
    v_part record;
    v_gone bigint := 0;
    v_rows bigint;
BEGIN
    FOR v_part IN SELECT c.relname AS name, greatest(c.reltuples, 0)::bigint AS lines FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'agent_logs'::regclass AND c.relname ~ '^agent_logs_\d{4}_\d{2}$'
            AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= p_before ORDER BY 1
    LOOP
        BEGIN
            IF p_really THEN
                EXECUTE format('DROP TABLE %I', v_part.name);
            END IF;
            v_gone := v_gone + v_part.lines;
        EXCEPTION WHEN lock_not_available THEN
            RAISE WARNING '% is in use; the next run drops it', v_part.name;
        END;
    END LOOP;
    IF p_really THEN
        DELETE FROM agent_logs_default WHERE (id, timestamp) IN (SELECT id, timestamp FROM agent_logs_default WHERE timestamp < p_before LIMIT p_n);
        GET DIAGNOSTICS v_rows = ROW_COUNT;
    ELSE
        SELECT count(*) INTO v_rows FROM agent_logs_default WHERE timestamp < p_before;
    END IF;
    RETURN v_gone + v_rows;
END
$$;
