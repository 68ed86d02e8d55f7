-- SPDX-License-Identifier: ISC
-- steps_tell(project uuid[], seq bigint[], at timestamptz, begins text[], rest jsonb[], after jsonb[]): events of few steps: rest is told before the
-- first step that follows begins (begins), after after it. seq: each project's last number, with all of these events counted.
-- Returns: nothing. Errors: none. Writes: events.
CREATE OR REPLACE FUNCTION steps_tell(p_project uuid[], p_seq bigint[], p_at timestamptz, p_begins text[], p_rest jsonb[], p_after jsonb[])
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events (project_id, seq, agent_id, type, data, created_at)
    SELECT s.project, l.seq + e.n, (e.value->>'agent')::uuid, e.value->>'type', (e.value->'data') || s.common, p_at
    FROM (SELECT t.*, jsonb_build_object('projectId', public_id('proj', t.project), 'timestamp', iso_time(p_at)) AS common
            FROM unnest(p_project, p_seq, p_begins, p_rest, p_after) AS t(project, seq, begins, rest, after)
            WHERE t.rest IS NOT NULL OR t.after IS NOT NULL OFFSET 0) AS s
        CROSS JOIN LATERAL (VALUES (s.seq - steps_told(NULL, s.rest, s.begins, s.after), s.rest), (s.seq - steps_told(NULL, NULL, NULL, s.after), s.after))
            AS l(seq, list)
        CROSS JOIN LATERAL jsonb_array_elements(l.list) WITH ORDINALITY AS e(value, n);
END
$$;
