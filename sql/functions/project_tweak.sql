-- SPDX-License-Identifier: ISC
-- project_tweak(user uuid, project uuid, input jsonb) -> uuid: the game once more with other numbers, in a project of the caller's own: a fork of the
-- newest snapshot that begins again where the game is built, so that nothing before it is made again. input {"params": {key: number},
-- "name", "start", "base": the sha256 of data/params.js that they were put into, "sha256" and "bytes" of what came out}, validated.
-- Design and code have a next revision there, which says by whom it was edited.
-- Returns: the new project's id. Errors: those of tweak_source and run_fork; LW409 {"reason"} when the run has gone on meanwhile.
-- Writes: as run_fork and tweak_output; blobs.
CREATE OR REPLACE FUNCTION project_tweak(p_user uuid, p_project uuid, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_role text := project_may(p_user, p_project, 'viewer');
    v_source jsonb := tweak_source(p_project);
    v_fork uuid;
    v_run uuid;
    v_document jsonb;
    v_edited jsonb := jsonb_build_object('edited', jsonb_build_object('by', public_id('user', p_user), 'at', iso_time(clock_timestamp())));
    v_key text;
    v_value jsonb;
BEGIN
    IF v_source->'sha256' IS DISTINCT FROM p_input->'base' THEN
        PERFORM refuse('LW409', 'The game has become another one meanwhile.', '{"reason": "gone on"}');
    END IF;
    v_fork := run_fork(p_user, (v_source->>'snapshot_id')::uuid, jsonb_strip_nulls(jsonb_build_object('name', p_input->'name',
        'start', p_input->'start', 'from', v_source->'node')));
    v_run := (SELECT run_id FROM projects WHERE id = v_fork);
    v_source := tweak_source(v_fork);
    v_document := (SELECT content->'document' FROM agent_outputs WHERE id = (v_source->>'design')::uuid);
    FOR v_key, v_value IN SELECT key, value FROM jsonb_each(p_input->'params') LOOP
        v_document := jsonb_set(v_document, ARRAY['params', v_key, 'value'], v_value);
    END LOOP;
    INSERT INTO blobs (sha256, bytes) VALUES (p_input->>'sha256', (p_input->>'bytes')::bigint) ON CONFLICT DO NOTHING;
    PERFORM tweak_output(v_run, (v_source->>'design')::uuid, v_edited || jsonb_build_object('document', v_document), NULL);
    PERFORM tweak_output(v_run, (v_source->>'code')::uuid, v_edited, jsonb_build_object('path', 'data/params.js', 'sha256', p_input->'sha256',
        'bytes', p_input->'bytes'));
    PERFORM audit_write(p_user, 'project.tweak', public_id('proj', v_fork), 'ok', NULL, NULL, jsonb_build_object('params', p_input->'params',
        'project_id', public_id('proj', p_project)));
    RETURN v_fork;
END
$$;
