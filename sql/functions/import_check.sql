-- SPDX-License-Identifier: ISC
-- import_check(rows jsonb, ids jsonb): do the rows of an import hang together? Each has an id that was made for it, refers to rows of the same
-- import only, and a snapshot names only outputs of it, and a phase and a progress that there are.
-- Returns: nothing. Errors: LW400 {"field", "message"}; 22xxx. Writes: nothing.
CREATE OR REPLACE FUNCTION import_check(p_rows jsonb, p_ids jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_kinds jsonb := (SELECT coalesce(jsonb_object_agg(r.value->>'id', r.value->>'kind'), '{}') FROM jsonb_array_elements(p_rows) AS r
        WHERE r.value ? 'id');
    v_wrong text;
BEGIN
    SELECT format('%s: its id is not its own', r.value->>'kind') INTO v_wrong FROM jsonb_array_elements(p_rows) AS r
    WHERE r.value->>'kind' NOT IN ('project', 'file') AND NOT coalesce(p_ids ? (r.value->>'id'), false) LIMIT 1;
    IF v_wrong IS NULL THEN
        SELECT format('%s %s: %s names no %s of this file', r.value->>'kind', r.value->>'id', f.field, f.kind) INTO v_wrong
        FROM jsonb_array_elements(p_rows) AS r,
            (VALUES ('run_id', 'run'), ('agent_id', 'agent'), ('parent_agent_id', 'agent'), ('output_id', 'output'),
                ('checkpoint_id', 'checkpoint'), ('decision_id', 'decision')) AS f(field, kind)
        WHERE r.value->>f.field IS NOT NULL AND v_kinds->>(r.value->>f.field) IS DISTINCT FROM f.kind LIMIT 1;
    END IF;
    IF v_wrong IS NULL THEN
        SELECT format('snapshot %s: names outputs that are not in this file', r.value->>'id') INTO v_wrong
        FROM jsonb_array_elements(p_rows) AS r
        WHERE r.value->>'kind' = 'snapshot' AND EXISTS (
            SELECT FROM unnest(snapshot_outputs((r.value->>'state')::jsonb, r.value->'channels')) AS o(id)
            WHERE v_kinds->>(o.id::text) IS DISTINCT FROM 'output') LIMIT 1;
    END IF;
    IF v_wrong IS NULL THEN -- a fork takes them as they are
        SELECT format('snapshot %s: its state has no phase, or no progress, of a run', r.value->>'id') INTO v_wrong
        FROM jsonb_array_elements(p_rows) AS r, LATERAL (SELECT (r.value->>'state')::jsonb AS state OFFSET 0) AS s
        WHERE r.value->>'kind' = 'snapshot' AND NOT (coalesce(s.state->>'phase', '0') ~ '^(1?[0-9]|20)$'
            AND coalesce(s.state->>'progress', '0') ~ '^([0-9]{1,2}|100)$') LIMIT 1;
    END IF;
    v_wrong := coalesce(v_wrong, import_limits(p_rows));
    IF v_wrong IS NOT NULL THEN
        PERFORM refuse('LW400', 'The file does not hold together.', jsonb_build_object('field', 'project.jsonl', 'message', v_wrong));
    END IF;
END
$$;
