-- SPDX-License-Identifier: ISC
-- share_revoke(user uuid, project uuid, need text, share uuid) -> uuid: the link opens nothing from now on.
-- Returns: the share's id, also when it was revoked before. Errors: LW404, LW403. Writes: shares, audit.
CREATE OR REPLACE FUNCTION share_revoke(p_user uuid, p_project uuid, p_need text, p_share uuid) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    PERFORM project_lock(p_user, p_project, roles_from(p_need));
    PERFORM FROM shares WHERE id = p_share AND project_id = p_project;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    UPDATE shares SET revoked_at = clock_timestamp() WHERE id = p_share AND revoked_at IS NULL;
    IF FOUND THEN
        PERFORM audit_write(p_user, 'share.revoke', public_id('share', p_share), 'ok', NULL, NULL,
            jsonb_build_object('project_id', public_id('proj', p_project)));
    END IF;
    RETURN p_share;
END
$$;
