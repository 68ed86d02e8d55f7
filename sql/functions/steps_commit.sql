-- SPDX-License-Identifier: ISC
-- steps_commit(worker uuid, job bigint[], lease bigint[], project uuid[], …) -> rows of step_answer, in the order given: step_commit of several steps at
-- once, each of another project, in the order of the projects' ids, all or none. What a statement costs by itself is paid once for all of them.
-- The arrays are step_commit's arguments, an element a step; left out are file_path and acts, which steps that end together do not have.
-- What is not as usual is refused for all (LW902), and step_commit has to say what becomes of each: a project that is not running, maintenance, a lease
-- or a version of somebody else, an agent whose work was queued anew, a project without a head of events; and so are projects in another order, or one given twice.
-- Rows are found by `= ANY`, which no plan turns into a join or a look at the whole table, and in the order of their keys; what belongs to a row stands
-- at array_position. OFFSET 0: what a subquery makes is made once a row, not at each of its uses.
-- Returns: step_answer. Errors: as step_commit. Writes: as step_commit.
CREATE OR REPLACE FUNCTION steps_commit(p_worker uuid, p_job bigint[], p_lease bigint[], p_project uuid[], p_run uuid[], p_agent uuid[], p_version bigint[],
    p_output uuid[], p_content jsonb[], p_output_type text[], p_stage text[], p_revision int[], p_epoch int[], p_input_hash text[], p_done jsonb[],
    p_more jsonb[], p_state text[], p_channels jsonb[], p_percent int[], p_phase int[], p_told jsonb[], p_leader text[], p_leader_percent int[],
    p_review jsonb[], p_steps jsonb[], p_ends jsonb[], p_cause text[], p_take boolean[], p_take_more int[])
    RETURNS SETOF step_answer LANGUAGE plpgsql SET enable_bitmapscan = off AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
    v_n int := cardinality(p_job);
    v_versions bigint[];
    v_found uuid[];
    v_closed boolean;
    v_act jsonb[];
    v_known jsonb[];
    v_next uuid[];
    v_own uuid[];
    v_ends bigint[];
    v_events jsonb[];
    v_begun jsonb;
    v_seqs bigint[];
    v_answers step_answer[];
    v_answer step_answer;
    v_queued record;
BEGIN
    WITH p AS (
        UPDATE projects SET progress = greatest(progress, p_percent[array_position(p_project, id)]),
            current_phase = coalesce(p_phase[array_position(p_project, id)], current_phase), version = projects.version + 1, updated_at = v_at
        WHERE id = ANY (p_project) AND run_id = p_run[array_position(p_project, id)] AND status = 'running'
        RETURNING id, projects.version
    )
    SELECT array_agg(p.version ORDER BY p.id), array_agg(p.id ORDER BY p.id), (SELECT active FROM maintenance) INTO v_versions, v_found, v_closed FROM p;
    IF v_found IS DISTINCT FROM p_project OR v_closed THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    SELECT array_agg(s.act), array_agg(jsonb_build_object('title', s.act->'title', 'epoch', s.act->'epoch')),
        array_agg((SELECT a.id FROM agents a WHERE a.run_id = s.run AND a.node = s.act->>'node' AND coalesce(a.task, '') = coalesce(s.act->>'task', ''))),
        array_agg(s.agent) FILTER (WHERE s.done <> '[]'), array_agg(s.job) FILTER (WHERE s.act IS NULL), array_agg(s.done)
    INTO v_act, v_known, v_next, v_own, v_ends, v_events
    FROM (SELECT t.job, t.run, t.agent, CASE WHEN t.take AND t.output IS NOT NULL THEN t.steps->0 END AS act,
            CASE WHEN t.output IS NULL OR t.stage = 'plan' THEN '[]' ELSE t.done END AS done
        FROM unnest(p_job, p_run, p_agent, p_output, p_stage, p_steps, p_take, p_done) AS t(job, run, agent, output, stage, steps, take, done) OFFSET 0) AS s;
    PERFORM steps_store(v_at, p_project, p_run, p_agent, p_version, p_output, p_content, p_output_type, p_stage, p_revision, p_epoch, p_input_hash,
        p_state, p_channels, p_cause, v_own);
    v_events := steps_rest(v_at, p_project, p_run, p_agent, p_output, p_content, p_output_type, p_stage, p_revision, p_more, p_told, p_leader,
        p_leader_percent, p_review, v_events);
    v_begun := steps_begin(v_at, p_worker, p_job, p_lease, p_run, v_ends, v_act, v_known, v_next);
    FOR i IN 1 .. v_n LOOP
        v_answer := (NULL, NULL, NULL, NULL, v_versions[i], NULL);
        IF v_next[i] IS NOT NULL THEN
            v_answer.next_job := p_job[i];
            v_answer.next_lease := p_lease[i] + 1;
            v_answer.next_agent := v_next[i];
            v_events[i] := v_events[i] || coalesce(v_begun->(v_next[i]::text), '[]');
        END IF;
        v_answers[i] := v_answer;
        IF p_steps[i] IS NOT NULL AND (v_next[i] IS NULL OR jsonb_array_length(p_steps[i]) > 1) THEN
            v_queued := steps_queue(p_project[i], p_run[i], p_steps[i], p_worker, CASE WHEN v_act[i] IS NOT NULL THEN p_job[i] END, p_lease[i],
                CASE WHEN p_take[i] THEN p_take_more[i] END, v_at, v_answer);
            v_answers[i] := v_queued.answer;
            v_events[i] := v_events[i] || v_queued.events;
        END IF;
    END LOOP;
    v_seqs := steps_tell(p_project, v_events);
    FOR i IN 1 .. v_n LOOP
        v_answer := v_answers[i];
        v_answer.seq := CASE WHEN v_events[i] <> '[]' THEN v_seqs[i] END;
        IF p_ends[i] IS NOT NULL THEN
            v_answer.seq := coalesce(commit_status(p_project[i], p_run[i], 'running', p_ends[i]), v_answer.seq);
        END IF;
        RETURN NEXT v_answer;
    END LOOP;
END
$$;
