-- SPDX-License-Identifier: ISC
-- import_limits(rows jsonb) -> text: what in the rows of an import would stop a later step, in words: numbers that are counted on from, up to 1,000,000,
-- and feedback in a snapshot's state, which is named by ids of decisions.
-- Returns: NULL when all is well. Errors: 22xxx. Writes: nothing.
CREATE OR REPLACE FUNCTION import_limits(p_rows jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_wrong text;
BEGIN
    SELECT format('%s %s: its %s is larger than 1000000', r.value->>'kind', r.value->>'id', n.field) INTO v_wrong
    FROM jsonb_array_elements(p_rows) AS r, unnest(ARRAY['revision', 'attempt', 'number', 'ordinal']) AS n(field)
    WHERE (r.value->>n.field)::numeric > 1000000 LIMIT 1;
    IF v_wrong IS NULL THEN
        SELECT format('snapshot %s: its state has %s', s.id, CASE WHEN s.large THEN 'a number larger than 1000000' ELSE 'feedback that is no decision''s id' END)
        INTO v_wrong
        FROM (SELECT r.value->>'id' AS id, jsonb_path_exists(t.state, '$.** ? (@.type() == "number" && @ > 1000000)') AS large,
                jsonb_path_exists(t.state, '$.nodes.*.feedback[*] ? (@.type() != "string"
                    || !(@ like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"))') AS unnamed
            FROM jsonb_array_elements(p_rows) AS r, LATERAL (SELECT (r.value->>'state')::jsonb AS state OFFSET 0) AS t
            WHERE r.value->>'kind' = 'snapshot') AS s
        WHERE s.large OR s.unnamed LIMIT 1;
    END IF;
    RETURN v_wrong;
END
$$;
