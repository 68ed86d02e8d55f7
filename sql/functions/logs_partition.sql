-- SPDX-License-Identifier: ISC
-- logs_partition(months int) -> int: partitions of agent_logs for this month (UTC) and as many months ahead.
-- Lines that the default partition took for a month in the meantime move into the month's own.
-- Returns: how many were made. Errors: none. Writes: tables agent_logs_YYYY_MM.
CREATE OR REPLACE FUNCTION logs_partition(p_months int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_month timestamp;
    v_from timestamptz;
    v_to timestamptz;
    v_name text;
    v_made int := 0;
BEGIN
    FOR v_month IN SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + m * interval '1 month'
            FROM generate_series(0, p_months) AS m LOOP
        v_name := 'agent_logs_' || to_char(v_month, 'YYYY_MM');
        CONTINUE WHEN to_regclass(v_name) IS NOT NULL;
        v_from := v_month AT TIME ZONE 'UTC';
        v_to := (v_month + interval '1 month') AT TIME ZONE 'UTC';
        EXECUTE format('CREATE TABLE %I (LIKE agent_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
        EXECUTE format('WITH late AS (DELETE FROM agent_logs_default WHERE timestamp >= %L AND timestamp < %L RETURNING *)
            INSERT INTO %I SELECT * FROM late', v_from, v_to, v_name);
        EXECUTE format('ALTER TABLE agent_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END
$$;
