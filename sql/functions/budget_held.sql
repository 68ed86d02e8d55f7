-- SPDX-License-Identifier: ISC
-- budget_held(project uuid) -> numeric: what is set aside for turns that are being asked, or were asked and of which nobody knows yet what they
-- cost (turn_cut, turns_reap).
-- Returns: US dollars. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION budget_held(p_project uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(usd), 0) FROM turn_holds WHERE project_id = p_project
$$;
