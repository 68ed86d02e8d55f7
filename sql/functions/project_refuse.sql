-- SPDX-License-Identifier: ISC
-- project_refuse(status text): the state of the project does not allow it.
-- Returns: never. Errors: LW409 {"status", "allowed_actions"}. Writes: nothing.
CREATE OR REPLACE FUNCTION project_refuse(p_status text, p_detail jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('LW409', format('the project is %s', p_status),
        jsonb_build_object('status', p_status, 'allowed_actions', project_actions(p_status)) || p_detail);
END
$$;
