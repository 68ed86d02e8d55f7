-- SPDX-License-Identifier: ISC
-- retention_events(before timestamptz, n int, really boolean) -> bigint: up to n of the oldest events of projects that have older ones than that go, from the front, so that
-- numbers stay without gaps; each project's newest one stays. Who asks for what is gone is told to start over (event_heads.pruned).
-- Returns: how many went, or would go. Errors: none. Writes: events, event_heads.
CREATE OR REPLACE FUNCTION retention_events(p_before timestamptz, p_n int, p_really boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_head record;
    v_to bigint;
    v_gone bigint := 0;
BEGIN
    FOR v_head IN SELECT h.project_id, h.pruned, h.seq FROM event_heads h
        WHERE h.seq > h.pruned + 1 AND EXISTS (SELECT FROM events e WHERE e.project_id = h.project_id AND e.seq = h.pruned + 1 AND e.created_at < p_before)
        ORDER BY h.project_id
    LOOP
        SELECT max(e.seq) INTO v_to FROM (SELECT seq, created_at FROM events WHERE project_id = v_head.project_id AND seq > v_head.pruned AND seq < v_head.seq
            ORDER BY seq LIMIT CASE WHEN p_really THEN p_n - v_gone END) AS e WHERE e.created_at < p_before;
        v_gone := v_gone + coalesce(v_to - v_head.pruned, 0);
        IF p_really AND v_to IS NOT NULL THEN
            DELETE FROM events WHERE project_id = v_head.project_id AND seq <= v_to;
            UPDATE event_heads SET pruned = v_to WHERE project_id = v_head.project_id AND pruned < v_to;
            EXIT WHEN v_gone >= p_n;
        END IF;
    END LOOP;
    RETURN v_gone;
END
$$;
