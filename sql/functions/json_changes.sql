-- SPDX-License-Identifier: ISC
-- json_changes(a jsonb, b jsonb, path text) -> rows (path text, change text, old jsonb, new jsonb): how b differs from a: objects member by member,
-- arrays element by element; path is a JSON pointer (RFC 6901), change is added, removed or changed.
-- Returns: no row for equal ones. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION json_changes(p_a jsonb, p_b jsonb, p_path text DEFAULT '') RETURNS TABLE (path text, change text, old jsonb, new jsonb)
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_a IS NOT DISTINCT FROM p_b THEN
        RETURN;
    ELSIF jsonb_typeof(p_a) = 'object' AND jsonb_typeof(p_b) = 'object' THEN
        RETURN QUERY SELECT d.* FROM (SELECT jsonb_object_keys(p_a) AS key UNION SELECT jsonb_object_keys(p_b) ORDER BY 1) AS k,
            json_changes(p_a->k.key, p_b->k.key, p_path || '/' || replace(replace(k.key, '~', '~0'), '/', '~1')) AS d;
    ELSIF jsonb_typeof(p_a) = 'array' AND jsonb_typeof(p_b) = 'array' THEN
        RETURN QUERY SELECT d.* FROM generate_series(0, greatest(jsonb_array_length(p_a), jsonb_array_length(p_b)) - 1) AS i,
            json_changes(p_a->i, p_b->i, p_path || '/' || i) AS d;
    ELSE
        RETURN QUERY SELECT p_path, CASE WHEN p_a IS NULL THEN 'added' WHEN p_b IS NULL THEN 'removed' ELSE 'changed' END, p_a, p_b;
    END IF;
END
$$;
