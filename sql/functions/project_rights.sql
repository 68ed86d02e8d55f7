-- SPDX-License-Identifier: ISC
-- project_rights(away boolean) -> jsonb: {role: {status: [what such a person may do]}} of projects at hand, or put away: project_actions for those who may act
-- at all. A constant to the planner: two looks into it cost less than the conditions would.
-- Returns: an object without the roles that only look on. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_rights(p_away boolean) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_actions jsonb;
BEGIN
    SELECT jsonb_object_agg(s, CASE WHEN p_away THEN to_jsonb(project_actions(s)) - 'start' - 'resume' ELSE to_jsonb(project_actions(s)) END) INTO v_actions
    FROM unnest(ARRAY['draft', 'running', 'paused', 'completed', 'failed', 'cancelled']) AS s;
    RETURN jsonb_build_object('owner', v_actions, 'editor', v_actions);
END
$$;
