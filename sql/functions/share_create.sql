-- SPDX-License-Identifier: ISC
-- share_create(user uuid, project uuid, need text, input jsonb) -> shares: a public link to the game; input {"note", "expires_in_days": 30 unless said,
-- null: until it is revoked, "output_id": this build, else always the newest}, validated.
-- Returns: the row. Errors: LW404, LW403; LW400 {"field"}; LW409 {"reason"} when nothing was built. Writes: shares, audit.
CREATE OR REPLACE FUNCTION share_create(p_user uuid, p_project uuid, p_need text, p_input jsonb) RETURNS shares LANGUAGE plpgsql AS $$
DECLARE
    v_build uuid := (p_input->>'output_id')::uuid;
    v_share shares;
BEGIN
    PERFORM project_lock(p_user, p_project, roles_from(p_need));
    PERFORM FROM agent_outputs WHERE project_id = p_project AND output_type = 'build' AND id = coalesce(v_build, id);
    IF NOT FOUND AND v_build IS NOT NULL THEN
        PERFORM refuse('LW400', 'There is no such build.', '{"field": "output_id", "message": "Must be a build of this project"}');
    ELSIF NOT FOUND THEN
        PERFORM refuse('LW409', 'There is no game to play yet.', '{"reason": "nothing was built"}');
    END IF;
    INSERT INTO shares (project_id, output_id, note, created_by, expires_at)
    VALUES (p_project, v_build, p_input->>'note', p_user,
        now() + make_interval(days => CASE WHEN p_input ? 'expires_in_days' THEN (p_input->>'expires_in_days')::int ELSE 30 END))
    RETURNING * INTO v_share;
    PERFORM audit_write(p_user, 'share.create', public_id('share', v_share.id), 'ok', NULL, NULL,
        jsonb_build_object('project_id', public_id('proj', p_project)));
    RETURN v_share;
END
$$;
