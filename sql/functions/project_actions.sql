-- SPDX-License-Identifier: ISC
-- project_actions(status text) -> text[]: what a person may do with a project in this state.
-- Returns: an array, empty for cancelled. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_actions(p_status text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_status
        WHEN 'draft' THEN ARRAY['start', 'cancel']
        WHEN 'running' THEN ARRAY['pause', 'cancel']
        WHEN 'paused' THEN ARRAY['resume', 'cancel']
        WHEN 'failed' THEN ARRAY['start', 'cancel']
        WHEN 'completed' THEN ARRAY['start']
        ELSE ARRAY[]::text[] END
$$;
