-- SPDX-License-Identifier: ISC
-- run_fork_begin(user uuid, project uuid, run uuid, origin projects, snapshot snapshots, input jsonb, payload jsonb): the fork goes on, or
-- waits, paused, where input says "start": false. Phase, progress and seed are the origin's; one that begins again at a node has made no progress.
-- Returns: nothing. Errors: none. Writes: projects, jobs, audit, events.
CREATE OR REPLACE FUNCTION run_fork_begin(p_user uuid, p_project uuid, p_run uuid, p_origin projects, p_snapshot snapshots, p_input jsonb,
    p_payload jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_state jsonb := p_snapshot.state;
BEGIN
    UPDATE projects SET version = version + 1, updated_at = now(), run_id = p_run, seed = CASE WHEN config ? 'seed' THEN seed ELSE p_origin.seed END,
        current_phase = coalesce((v_state->>'phase')::int, 0),
        progress = CASE WHEN p_input->>'from' IS NULL THEN least(coalesce((v_state->>'progress')::int, 0), 99) ELSE 0 END
    WHERE id = p_project;
    PERFORM job_advance(p_project, p_run, NULL, p_payload || jsonb_strip_nulls(jsonb_build_object('from', p_input->'from')),
        'forked:' || p_run, true);
    PERFORM audit_write(p_user, 'project.fork', public_id('proj', p_project), 'ok', NULL, NULL, jsonb_build_object(
        'project_id', public_id('proj', p_origin.id), 'snapshot_id', public_id('snap', p_snapshot.id)));
    PERFORM project_set_status(p_project, 'draft', 'running', NULL);
    IF NOT coalesce((p_input->>'start')::boolean, true) THEN
        PERFORM project_set_status(p_project, 'running', 'paused', 'user');
    END IF;
END
$$;
