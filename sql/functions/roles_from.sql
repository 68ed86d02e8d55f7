-- SPDX-License-Identifier: ISC
-- roles_from(need text) -> text[]: the roles in a project that reach as far as the one needed.
-- Returns: an array; empty for an unknown role. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION roles_from(p_need text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_need
        WHEN 'owner' THEN ARRAY['owner']
        WHEN 'editor' THEN ARRAY['owner', 'editor']
        WHEN 'reviewer' THEN ARRAY['owner', 'editor', 'reviewer']
        WHEN 'viewer' THEN ARRAY['owner', 'editor', 'reviewer', 'viewer']
        ELSE ARRAY[]::text[] END
$$;
