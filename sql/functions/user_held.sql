-- SPDX-License-Identifier: ISC
-- user_held(user uuid) -> numeric: what is set aside for turns (budget_held), over all projects of a user.
-- Returns: US dollars. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION user_held(p_user uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(h.usd), 0) FROM turn_holds h JOIN projects p ON p.id = h.project_id WHERE p.user_id = p_user
$$;
