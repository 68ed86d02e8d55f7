-- SPDX-License-Identifier: ISC
-- snapshot_channels(channels jsonb) -> rows (channel text, shown json, made jsonb): what a snapshot's channels hold. shown is for people:
-- {"output_id", "revision", "output_type", "summary"}, a list of these for a channel of several writers. made is what makes two the same whoever
-- made them: document and files.
-- Returns: a row a channel. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION snapshot_channels(p_channels jsonb) RETURNS TABLE (channel text, shown json, made jsonb) LANGUAGE sql STABLE AS $$
    SELECT c.key, CASE WHEN jsonb_typeof(c.value) = 'array' THEN json_agg(s.shown ORDER BY i.n) ELSE json_agg(s.shown)->0 END,
        jsonb_agg(jsonb_build_array(o.content->'document', o.content->'files') ORDER BY i.n)
    FROM jsonb_each(p_channels) AS c
    CROSS JOIN LATERAL jsonb_path_query(c.value, '$[*]') WITH ORDINALITY AS i(id, n)
    JOIN agent_outputs o ON o.id = (i.id #>> '{}')::uuid
    CROSS JOIN LATERAL (SELECT json_build_object('output_id', public_id('out', o.id), 'revision', o.revision, 'output_type', o.output_type,
        'summary', o.content->'summary') AS shown) AS s
    GROUP BY c.key, c.value
$$;
