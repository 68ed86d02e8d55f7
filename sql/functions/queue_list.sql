-- SPDX-License-Identifier: ISC
-- queue_list(state text, project uuid, n int) -> bigint[]: up to n jobs of a state (ready, later, held, leased; NULL: any) and a project (NULL: any).
-- Those that wait come as they will be claimed, others by number. Without a project no more is read than is answered, where an index has it;
-- held ones are looked for among the first 100,000.
-- Returns: ids in that order. Errors: LW400 {"field": "state"}. Writes: nothing.
CREATE OR REPLACE FUNCTION queue_list(p_state text, p_project uuid, p_n int) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
    IF p_state NOT IN ('ready', 'later', 'held', 'leased') THEN
        PERFORM refuse('LW400', 'a state is ready, later, held or leased', '{"field": "state"}');
    ELSIF p_project IS NOT NULL THEN
        RETURN ARRAY(SELECT id FROM jobs j WHERE project_id = p_project AND (p_state IS NULL OR queue_state(j) = p_state) ORDER BY id LIMIT p_n);
    ELSIF p_state IN ('ready', 'later') THEN
        RETURN ARRAY(SELECT id FROM queue_waiting(p_state = 'ready', p_n));
    ELSIF p_state = 'leased' THEN
        RETURN ARRAY(SELECT id FROM jobs WHERE leased_by IS NOT NULL ORDER BY leased_by, id LIMIT p_n);
    ELSIF p_state = 'held' THEN
        RETURN ARRAY(SELECT id FROM (SELECT id, held, leased_by FROM jobs ORDER BY id LIMIT 100000) AS first
            WHERE held AND leased_by IS NULL ORDER BY id LIMIT p_n);
    END IF;
    RETURN ARRAY(SELECT id FROM jobs ORDER BY id LIMIT p_n);
END
$$;
