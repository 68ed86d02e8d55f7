-- SPDX-License-Identifier: ISC
-- project_room(user uuid, project uuid, need text, quota bigint) -> bigint: may this user put a file here, and is there any room?
-- Returns: the bytes used. Errors: LW404, LW403, LW429 {"quota", "used"}. Writes: nothing.
CREATE OR REPLACE FUNCTION project_room(p_user uuid, p_project uuid, p_need text, p_quota bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_used bigint;
BEGIN
    PERFORM project_may(p_user, p_project, p_need);
    v_used := project_disk(p_project);
    IF p_quota > 0 AND v_used >= p_quota THEN
        PERFORM refuse('LW429', 'The project has no room left.', jsonb_build_object('quota', p_quota, 'used', v_used));
    END IF;
    RETURN v_used;
END
$$;
