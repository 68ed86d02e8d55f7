-- SPDX-License-Identifier: ISC
-- events_append(project uuid, events jsonb) -> bigint: an array of event_json, in its order; to be called last in a transaction.
-- Each payload also gets projectId and timestamp. Locks the head until the end of the transaction.
-- Returns: the last number, NULL for an empty array. Errors: none. Writes: event_heads, events; budgets with the first one.
CREATE OR REPLACE FUNCTION events_append(p_project uuid, p_events jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_count int := jsonb_array_length(p_events);
    v_at timestamptz;
    v_common jsonb;
    v_seq bigint;
BEGIN
    IF v_count = 0 THEN
        RETURN NULL;
    END IF;
    UPDATE event_heads SET seq = seq + v_count WHERE project_id = p_project RETURNING seq INTO v_seq;
    IF NOT FOUND THEN
        PERFORM project_ledger(p_project);
        UPDATE event_heads SET seq = seq + v_count WHERE project_id = p_project RETURNING seq INTO STRICT v_seq;
    END IF;
    v_at := clock_timestamp();
    v_common := jsonb_build_object('projectId', public_id('proj', p_project), 'timestamp', iso_time(v_at));
    INSERT INTO events (project_id, seq, agent_id, type, data, created_at)
    SELECT p_project, v_seq - v_count + e.n, (e.value->>'agent')::uuid, e.value->>'type', (e.value->'data') || v_common, v_at
    FROM jsonb_array_elements(p_events) WITH ORDINALITY AS e(value, n);
    RETURN v_seq;
END
$$;
