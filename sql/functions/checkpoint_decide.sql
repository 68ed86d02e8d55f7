-- SPDX-License-Identifier: ISC
-- checkpoint_decide(user uuid, checkpoint uuid, decision text, revision int, feedback text, comments jsonb, target text) -> uuid
-- One decision wins. comments: [{"section", "file", "line", "text"}]; feedback becomes a comment too, and comments that were left at the
-- checkpoint before join the decision. A paused project accepts it and holds what follows.
-- Returns: the decision's id. Errors: LW404; LW403 for viewers; LW400 {"field"}; LW428 {"revision"}; LW412 {"revision"}; LW409 either
-- {"decision", "decided_by", "decided_at", "revision"} when decided, or {"status", "allowed_actions"} of the project.
-- Writes: checkpoints, decisions, comments, agents, jobs, audit, events.
CREATE OR REPLACE FUNCTION checkpoint_decide(p_user uuid, p_checkpoint uuid, p_decision text, p_revision int, p_feedback text DEFAULT NULL,
    p_comments jsonb DEFAULT '[]', p_target text DEFAULT NULL) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects;
    v_checkpoint checkpoints;
    v_newest int;
    v_feedback text := nullif(btrim(p_feedback), '');
    v_target text := CASE WHEN p_decision <> 'approved' THEN p_target END;
    v_decision uuid;
BEGIN
    v_project := project_lock(p_user, (SELECT project_id FROM checkpoints WHERE id = p_checkpoint),
        ARRAY['owner', 'editor', 'reviewer']);
    SELECT * INTO v_checkpoint FROM checkpoints WHERE id = p_checkpoint FOR UPDATE;
    SELECT max(revision) INTO v_newest FROM checkpoints WHERE run_id = v_checkpoint.run_id AND node = v_checkpoint.node;
    IF coalesce(p_decision NOT IN ('approved', 'rejected', 'changes_requested'), true) THEN
        PERFORM refuse('LW400', 'no such decision', '{"field": "decision"}');
    ELSIF p_revision IS NULL THEN
        PERFORM refuse('LW428', 'name the revision that you have seen', jsonb_build_object('revision', v_newest));
    ELSIF p_revision <> v_checkpoint.revision OR (v_checkpoint.status = 'pending' AND v_checkpoint.revision <> v_newest) THEN
        PERFORM refuse('LW412', 'there is another revision', jsonb_build_object('revision', v_newest));
    ELSIF v_checkpoint.status <> 'pending' THEN
        PERFORM refuse('LW409', 'already decided', jsonb_build_object('decision', v_checkpoint.status,
            'decided_by', public_id('user', v_checkpoint.resolved_by), 'decided_at', iso_time(v_checkpoint.resolved_at),
            'revision', v_checkpoint.revision));
    ELSIF v_checkpoint.run_id IS DISTINCT FROM v_project.run_id THEN
        PERFORM project_refuse(v_project.status, '{"reason": "older run"}');
    ELSIF v_project.status NOT IN ('running', 'paused') THEN
        PERFORM project_refuse(v_project.status);
    END IF;

    UPDATE checkpoints SET status = p_decision, feedback = v_feedback, resolved_by = p_user, resolved_at = clock_timestamp()
    WHERE id = p_checkpoint;
    INSERT INTO decisions (checkpoint_id, project_id, decision, target, feedback, decided_by)
    VALUES (p_checkpoint, v_project.id, p_decision, v_target, v_feedback, p_user)
    RETURNING id INTO v_decision;
    PERFORM comments_add(v_checkpoint, v_decision, p_user, v_feedback, p_comments);
    UPDATE agents SET version = version + 1, status = CASE p_decision WHEN 'approved' THEN 'completed' ELSE 'pending' END
    WHERE id = v_checkpoint.agent_id AND status = 'waiting_approval';
    PERFORM job_advance(v_project.id, v_checkpoint.run_id, v_checkpoint.agent_id,
        jsonb_build_object('kind', 'decided', 'node', v_checkpoint.node, 'revision', v_checkpoint.revision,
            'decision', p_decision, 'decision_id', v_decision, 'target', v_target),
        'decided:' || p_checkpoint, v_project.status <> 'running');
    PERFORM audit_write(p_user, CASE p_decision WHEN 'approved' THEN 'checkpoint.approve' WHEN 'rejected' THEN 'checkpoint.reject'
        ELSE 'checkpoint.request_changes' END, public_id('ckpt', p_checkpoint), 'ok', NULL, NULL,
        jsonb_build_object('revision', v_checkpoint.revision));
    PERFORM event_append(v_project.id, v_checkpoint.agent_id, 'checkpoint:resolved', jsonb_strip_nulls(jsonb_build_object(
        'checkpointId', public_id('ckpt', p_checkpoint), 'resolution', p_decision, 'feedback', v_feedback,
        'resolvedBy', public_id('user', p_user))));
    RETURN v_decision;
END
$$;
