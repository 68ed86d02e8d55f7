-- SPDX-License-Identifier: ISC
-- snapshot_outputs(state jsonb, channels jsonb) -> uuid[]: every output that a snapshot names: what nodes and tasks made last, what the
-- steps at work read, and what the tasks of the revision before made. A channel of several writers has a list.
-- Returns: an array, each id once. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION snapshot_outputs(p_state jsonb, p_channels jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(DISTINCT (named.id #>> '{}')::uuid), '{}') FROM (
        SELECT jsonb_path_query(p_state, '$.nodes.*.output') UNION ALL
        SELECT jsonb_path_query(p_state, '$.nodes.*.inputs.*[*]') UNION ALL
        SELECT jsonb_path_query(p_state, '$.nodes.*.tasks[*].output') UNION ALL
        SELECT jsonb_path_query(p_state, '$.nodes.*.tasks[*].previous') UNION ALL
        SELECT jsonb_path_query(p_channels, '$.*[*]')) AS named(id)
    WHERE jsonb_typeof(named.id) = 'string'
$$;
