-- SPDX-License-Identifier: ISC
-- project_provider(project projects) -> text: who makes the turns of its next run: as run_create chooses.
-- Returns: a name. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_provider(p_project projects) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(p_project.config->>'provider', nullif(current_setting('ludwright.provider', true), ''), 'offline')
$$;
