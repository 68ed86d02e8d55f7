-- SPDX-License-Identifier: ISC
-- run_fork(user uuid, snapshot uuid, input jsonb) -> uuid: a new project of the caller that goes on from a snapshot of another one, or of its
-- own past. input {"name", "config" (merged over the origin's), "from": node to begin again at, "start": false to wait, paused}, validated.
-- What the origin's run had made by then is shared (run_fork_outputs): rows of the fork's own over the same contents, so that either project
-- may be deleted; an unchanged step finds its output by its input hash. Comments and decisions stay behind, and so does what was spent.
-- The engine is told {"kind": "forked", "stops", "revision_limit", "from"}: it queues what was at work and opens waiting checkpoints anew.
-- Returns: the new project's id. Errors: LW404; LW400 {"field": "from"} and those of project_create; LW409 {"reason"}.
-- Writes: as project_create; runs, agents, agent_outputs, output_files, files, snapshots, projects, jobs, events, audit.
CREATE OR REPLACE FUNCTION run_fork(p_user uuid, p_snapshot uuid, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_snapshot snapshots;
    v_origin projects;
    v_run runs;
    v_graph graph_versions;
    v_config jsonb;
    v_project uuid;
    v_outputs jsonb;
    v_fork uuid;
BEGIN
    SELECT * INTO v_snapshot FROM snapshots WHERE id = p_snapshot;
    PERFORM project_may(p_user, v_snapshot.project_id, 'viewer');
    SELECT * INTO v_origin FROM projects WHERE id = v_snapshot.project_id FOR KEY SHARE; -- it is not deleted meanwhile
    SELECT * INTO v_run FROM runs WHERE id = v_snapshot.run_id;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    SELECT * INTO v_graph FROM graph_versions WHERE id = v_run.graph_version_id;
    PERFORM run_fork_check(v_snapshot.state::jsonb, v_graph.graph, p_input->>'from');
    v_config := v_origin.config || coalesce(p_input->'config', '{}');
    v_project := project_create(p_user, jsonb_build_object('name', coalesce(p_input->>'name', v_origin.name),
        'description', v_origin.description, 'concept', v_origin.concept, 'config', v_config));
    INSERT INTO runs (project_id, number, graph_version_id, provider, started_by, forked_from)
    VALUES (v_project, 1, v_run.graph_version_id, coalesce(p_input->'config'->>'provider', v_run.provider), p_user, p_snapshot)
    RETURNING id INTO v_fork;
    v_outputs := run_fork_map(v_snapshot);
    PERFORM run_fork_agents(v_snapshot, v_project, v_fork, v_outputs);
    PERFORM run_fork_outputs(v_snapshot, v_project, v_fork, v_outputs);
    INSERT INTO snapshots (project_id, run_id, number, cause, channels, state)
    VALUES (v_project, v_fork, 1, format('forked from %s, snapshot %s', v_origin.name, v_snapshot.number),
        run_fork_text(v_snapshot.channels::text, v_outputs)::jsonb, run_fork_text(v_snapshot.state::text, v_outputs)::jsonb);
    PERFORM run_fork_begin(p_user, v_project, v_fork, v_origin, v_snapshot, p_input,
        '{"kind": "forked"}' || run_settings(v_graph.outline, v_config));
    RETURN v_project;
END
$$;
