-- SPDX-License-Identifier: ISC
-- output_edit(user uuid, output uuid, need text, input jsonb) -> uuid: a person's own version of a document; input {"document", "summary", "page"}, the
-- document held against its schema before. Only of what a pending review shows, and without files, since those are made from other things, but for
-- its own Markdown: page {"path", "sha256", "bytes"} is that, written anew.
-- It is a new output of the same agent, one revision further, and the review goes one revision further with it, so that who decides on what they saw
-- before is told (LW412). It stands in the run's state from the next snapshot on; a step of another branch that ends meanwhile commits again.
-- The input hash stays: while nothing that it was made from changes, a run that comes by again finds the edited one.
-- Returns: the new output's id. Errors: LW404, LW403; LW409 {"status", "allowed_actions"} or {"reason"}.
-- Writes: agent_outputs, output_files, files, blobs, agents, snapshots, checkpoints, audit, events.
CREATE OR REPLACE FUNCTION output_edit(p_user uuid, p_output uuid, p_need text, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_old agent_outputs;
    v_new agent_outputs;
    v_project projects;
    v_checkpoint checkpoints;
BEGIN
    SELECT * INTO v_old FROM agent_outputs WHERE id = p_output;
    v_project := project_lock(p_user, v_old.project_id, roles_from(p_need));
    IF v_project.status NOT IN ('running', 'paused') THEN
        PERFORM project_refuse(v_project.status);
    ELSIF EXISTS (SELECT FROM output_files WHERE output_id = p_output AND path IS DISTINCT FROM p_input #>> '{page,path}') THEN
        PERFORM refuse('LW409', 'What has files is not edited by hand.', '{"reason": "has files"}');
    END IF;
    SELECT * INTO v_checkpoint FROM checkpoints
    WHERE run_id = v_project.run_id AND output_id = p_output AND status = 'pending' FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW409', 'No review waits for this version.', '{"reason": "not under review"}');
    END IF;
    v_new := v_old;
    v_new.id := gen_random_uuid();
    v_new.revision := v_old.revision + 1;
    v_new.created_at := clock_timestamp();
    v_new.content := v_old.content || jsonb_strip_nulls(jsonb_build_object('revision', v_new.revision,
        'provider', coalesce(v_old.content->'provider', '{}') || '{"name": "person", "model": "", "prompt_version": ""}',
        'summary', coalesce(p_input->>'summary', v_old.content->>'summary'), 'edited', jsonb_build_object('by', public_id('user', p_user),
        'at', iso_time(v_new.created_at), 'from', public_id('out', p_output)))) || jsonb_build_object('document', p_input->'document');
    IF p_input ? 'page' THEN
        v_new.content := v_new.content || jsonb_build_object('files', jsonb_build_array(coalesce(v_old.content #> '{files,0}', '{}') || (p_input->'page')));
    END IF;
    INSERT INTO agent_outputs SELECT v_new.*;
    IF p_input ? 'page' THEN
        PERFORM output_edit_page(p_output, v_new.id, p_input->'page');
    END IF;
    PERFORM output_edit_state(v_old, v_new.id, v_checkpoint);
    UPDATE agents SET version = version + 1, revision = v_new.revision, metadata = metadata || jsonb_build_object('output_id', public_id('out', v_new.id))
    WHERE id = v_old.agent_id;
    UPDATE checkpoints SET revision = revision + 1, output_id = v_new.id, output = checkpoint_output(v_new.id, v_new.output_type, v_new.content) WHERE id = v_checkpoint.id;
    PERFORM audit_write(p_user, 'output.edit', public_id('out', v_new.id), 'ok', NULL, NULL,
        jsonb_build_object('from', public_id('out', p_output), 'checkpoint_id', public_id('ckpt', v_checkpoint.id)));
    PERFORM event_append(v_project.id, v_old.agent_id, 'checkpoint:updated', jsonb_build_object('checkpointId', public_id('ckpt', v_checkpoint.id),
        'agentId', public_id('agent', v_old.agent_id), 'revision', v_checkpoint.revision + 1, 'outputId', public_id('out', v_new.id),
        'editedBy', public_id('user', p_user)));
    RETURN v_new.id;
END
$$;
