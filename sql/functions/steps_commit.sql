-- SPDX-License-Identifier: ISC
-- steps_commit(worker uuid, job bigint[], lease bigint[], project uuid[], …) -> rows of step_answer, in the order given: step_commit of several steps at
-- once, each of another project, in the order of the projects' ids, all or none. What a statement costs by itself is paid once for all of them.
-- The arrays are step_commit's arguments, an element a step; left out are file_path and acts, which steps that end together do not have. done is the
-- text of the event's data alone.
-- What is not as usual is refused for all (LW902), and step_commit has to say what becomes of each: a project that is not running, maintenance, a lease
-- or a version of somebody else, an agent whose work was queued anew, a project without a head of events; and so are projects in another order, or one given twice.
-- Rows are found by `= ANY`, which no plan turns into a join or a look at the whole table, and in the order of their keys; what belongs to a row stands
-- at array_position. OFFSET 0: what a subquery makes is made once a row, not at each of its uses.
-- Few expressions and one function: each expression is made ready anew in every transaction, and so is each argument of a call (docs/figures.md). Events
-- are texts until they are stored: making a small jsonb of parts costs several times as much as reading one.
-- Returns: step_answer. Errors: as step_commit. Writes: as step_commit.
DROP FUNCTION IF EXISTS steps_commit(uuid, bigint[], bigint[], uuid[], uuid[], uuid[], bigint[], uuid[], jsonb[], text[], text[], int[], int[], text[],
    jsonb[], jsonb[], text[], jsonb[], int[], int[], jsonb[], text[], int[], jsonb[], jsonb[], jsonb[], text[], boolean[], int[]);
DROP FUNCTION IF EXISTS steps_store, steps_begin, steps_tell(uuid[], jsonb[]);
CREATE OR REPLACE FUNCTION steps_commit(p_worker uuid, p_job bigint[], p_lease bigint[], p_project uuid[], p_run uuid[], p_agent uuid[], p_version bigint[],
    p_output uuid[], p_content jsonb[], p_output_type text[], p_stage text[], p_revision int[], p_epoch int[], p_input_hash text[], p_done text[],
    p_more jsonb[], p_state text[], p_channels jsonb[], p_percent int[], p_phase int[], p_told jsonb[], p_leader text[], p_leader_percent int[],
    p_review jsonb[], p_steps jsonb[], p_ends jsonb[], p_cause text[], p_take boolean[], p_take_more int[])
    RETURNS SETOF step_answer LANGUAGE plpgsql SET enable_bitmapscan = off AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
    v_versions bigint[];
    v_whole boolean;
    v_act jsonb[];
    v_next uuid[];
    v_begins text[];
    v_done text[];
    v_own uuid[];
    v_gone bigint[];
    v_seldom boolean;
    v_wanted int;
    v_rest jsonb[];
    v_after jsonb[];
    v_answer step_answer;
    v_answers step_answer[];
    v_queued record;
    v_states int;
    v_owned int;
    v_ended int := 0;
    v_begun int;
    v_kept int;
    v_seqs bigint[];
    v_told timestamptz;
BEGIN
    WITH p AS (
        UPDATE projects SET progress = greatest(progress, p_percent[array_position(p_project, id)]),
            current_phase = coalesce(p_phase[array_position(p_project, id)], current_phase), version = projects.version + 1, updated_at = v_at
        WHERE id = ANY (p_project) AND run_id = p_run[array_position(p_project, id)] AND status = 'running'
        RETURNING id, projects.version
    )
    SELECT array_agg(p.version ORDER BY p.id), array_agg(p.id ORDER BY p.id) = p_project AND NOT (SELECT active FROM maintenance) INTO v_versions, v_whole FROM p;
    IF v_whole IS NOT TRUE THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    SELECT array_agg(s.act), array_agg(a.id), array_agg(CASE WHEN a.status <> 'running' THEN '{"agentId": "agent_' || replace(a.id::text, '-', '')
            || '", "agentType": ' || to_json(a.type::text) || '}' END),
        array_agg(CASE WHEN s.own THEN CASE WHEN s.stage = 'gather' THEN left(s.done, -1) || ', "duration": ' || (SELECT round(extract(epoch FROM
            v_at - coalesce(g.started_at, v_at)), 3) FROM agents g WHERE g.id = s.agent) || '}' ELSE s.done END END),
        array_agg(s.agent) FILTER (WHERE s.own), array_agg(s.job) FILTER (WHERE s.act IS NULL), bool_or(s.seldom OR s.steps > 1 OR s.steps = 1 AND a.id IS NULL),
        count(*) + count(*) FILTER (WHERE s.own) + count(*) FILTER (WHERE s.act IS NULL) + 2 * count(a.id)
    INTO v_act, v_next, v_begins, v_done, v_own, v_gone, v_seldom, v_wanted
    FROM (SELECT p_job[t.i] AS job, t.i, p_agent[t.i] AS agent, p_stage[t.i] AS stage, p_done[t.i] AS done, jsonb_array_length(p_steps[t.i]) AS steps,
            coalesce(p_output[t.i] IS NOT NULL AND p_stage[t.i] <> 'plan', false) AS own, CASE WHEN p_take[t.i] AND p_output[t.i] IS NOT NULL THEN p_steps[t.i]->0 END AS act,
            coalesce(p_more[t.i], p_told[t.i], p_review[t.i], p_ends[t.i]) IS NOT NULL OR p_leader[t.i] IS NOT NULL AS seldom
        FROM generate_subscripts(p_job, 1) AS t(i) OFFSET 0) AS s
        LEFT JOIN LATERAL (SELECT n.id, n.type, n.status FROM agents n WHERE n.run_id = p_run[s.i] AND n.node = s.act->>'node'
            AND coalesce(n.task, '') = coalesce(s.act->>'task', '') OFFSET 0) AS a ON true;
    INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
    SELECT p_project[s.i], p_run[s.i], p_version[s.i] + 1, p_cause[s.i], p_agent[s.i], coalesce(p_channels[s.i], '{}'), p_state[s.i]
    FROM generate_subscripts(p_job, 1) AS s(i)
    ON CONFLICT (run_id, number) DO NOTHING;
    GET DIAGNOSTICS v_states = ROW_COUNT;
    INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, input_hash)
    SELECT p_output[s.i], p_agent[s.i], p_project[s.i], p_run[s.i], p_output_type[s.i], p_stage[s.i], p_revision[s.i], p_content[s.i], p_input_hash[s.i]
    FROM generate_subscripts(p_job, 1) AS s(i)
    WHERE p_content[s.i] IS NOT NULL;
    UPDATE agents SET status = 'completed', progress = 100, completed_at = v_at, current_task = NULL, retry_at = NULL, error = NULL, error_type = NULL,
        revision = p_revision[array_position(p_agent, id)], version = version + 1,
        metadata = metadata || ('{"output_id": "out_' || replace(p_output[array_position(p_agent, id)]::text, '-', '') || '"}')::jsonb
    WHERE id = ANY (v_own) AND status IN ('pending', 'running') AND coalesce((metadata->>'epoch')::int, 0) = p_epoch[array_position(p_agent, id)];
    GET DIAGNOSTICS v_owned = ROW_COUNT;
    IF v_seldom THEN
        v_rest := steps_rest(p_project, p_run, p_agent, p_output, p_content, p_output_type, p_stage, p_revision, p_more, p_told, p_leader,
            p_leader_percent, p_review);
    END IF;
    IF v_gone IS NOT NULL THEN
        DELETE FROM jobs WHERE id = ANY (v_gone) AND lease = p_lease[array_position(p_job, id)] AND leased_by = p_worker
            AND run_id = p_run[array_position(p_job, id)];
        GET DIAGNOSTICS v_ended = ROW_COUNT;
    END IF;
    UPDATE agents SET revision = (v_act[array_position(v_next, id)]->>'revision')::int, completed_at = NULL, retry_at = NULL, error = NULL,
        error_type = NULL, current_task = NULL, attempt = 1, version = version + 1, status = 'running',
        metadata = metadata || jsonb_build_object('title', v_act[array_position(v_next, id)]->'title', 'epoch', v_act[array_position(v_next, id)]->'epoch'),
        started_at = CASE WHEN status <> 'running' THEN v_at ELSE started_at END,
        progress = CASE WHEN revision = (v_act[array_position(v_next, id)]->>'revision')::int
            AND metadata->'epoch' = v_act[array_position(v_next, id)]->'epoch' AND status <> 'completed' THEN progress ELSE 0 END
    WHERE id = ANY (v_next);
    GET DIAGNOSTICS v_begun = ROW_COUNT;
    UPDATE jobs SET agent_id = v_next[array_position(p_job, id)], payload = v_act[array_position(p_job, id)],
        limit_key = v_act[array_position(p_job, id)]->>'limit_key', lease = jobs.lease + 1, attempt = 1, retries = 0, unique_key = NULL, last_error = NULL,
        created_at = v_at
    WHERE id = ANY (p_job) AND lease = p_lease[array_position(p_job, id)] AND leased_by = p_worker AND run_id = p_run[array_position(p_job, id)]
        AND v_next[array_position(p_job, id)] IS NOT NULL;
    GET DIAGNOSTICS v_kept = ROW_COUNT;
    IF v_states + v_owned + v_ended + v_begun + v_kept <> v_wanted THEN -- none of them can be more than it should
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    IF v_seldom THEN
        v_after := array_fill(NULL::jsonb, ARRAY[cardinality(p_job)]);
        v_answers := array_fill(NULL::step_answer, ARRAY[cardinality(p_job)]);
        FOR i IN 1 .. cardinality(p_job) LOOP
            CONTINUE WHEN p_steps[i] IS NULL OR v_next[i] IS NOT NULL AND jsonb_array_length(p_steps[i]) = 1;
            v_answer := CASE WHEN v_next[i] IS NOT NULL THEN (NULL, p_job[i], p_lease[i] + 1, v_next[i], NULL, NULL)::step_answer END;
            v_queued := steps_queue(p_project[i], p_run[i], p_steps[i], p_worker, CASE WHEN v_act[i] IS NOT NULL THEN p_job[i] END, p_lease[i],
                CASE WHEN p_take[i] THEN p_take_more[i] END, v_at, v_answer);
            v_answers[i] := v_queued.answer;
            v_after[i] := v_queued.events;
        END LOOP;
    END IF;
    WITH h AS (
        UPDATE event_heads SET seq = seq + steps_told(v_done[array_position(p_project, project_id)], v_rest[array_position(p_project, project_id)],
            v_begins[array_position(p_project, project_id)], v_after[array_position(p_project, project_id)])
        WHERE project_id = ANY (p_project)
        RETURNING project_id, seq
    )
    SELECT array_agg(h.seq ORDER BY h.project_id), clock_timestamp() INTO v_seqs, v_told FROM h;
    IF cardinality(v_seqs) IS DISTINCT FROM cardinality(p_job) THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    INSERT INTO events (project_id, seq, agent_id, type, data, created_at)
    SELECT s.project, e.seq, e.agent, e.type, (left(e.data, -1) || ', "projectId": "proj_' || replace(s.project::text, '-', '') || '", "timestamp": "'
        || s.at || '"}')::jsonb, v_told
    FROM (SELECT p_project[t.i] AS project, t.i, iso_time(v_told) AS at FROM generate_subscripts(p_job, 1) AS t(i) OFFSET 0) AS s
        CROSS JOIN LATERAL (VALUES (v_seqs[s.i] - steps_told(NULL, v_rest[s.i], v_begins[s.i], v_after[s.i]), p_agent[s.i], 'agent:completed', v_done[s.i]),
            (v_seqs[s.i] - steps_told(NULL, NULL, NULL, v_after[s.i]), v_next[s.i], 'agent:started', v_begins[s.i])) AS e(seq, agent, type, data)
    WHERE e.data IS NOT NULL;
    IF v_seldom THEN
        PERFORM steps_tell(p_project, v_seqs, v_told, v_begins, v_rest, v_after);
        FOR i IN 1 .. cardinality(p_job) LOOP
            CONTINUE WHEN p_ends[i] IS NULL;
            v_answer := v_answers[i];
            v_answer.seq := commit_status(p_project[i], p_run[i], 'running', p_ends[i]);
            v_answers[i] := v_answer;
        END LOOP;
    END IF;
    RETURN QUERY SELECT coalesce((v_answers[s.i]).seq, CASE WHEN steps_told(v_done[s.i], v_rest[s.i], v_begins[s.i], v_after[s.i]) > 0 THEN v_seqs[s.i] END),
        coalesce((v_answers[s.i]).next_job, CASE WHEN v_next[s.i] IS NOT NULL THEN p_job[s.i] END),
        coalesce((v_answers[s.i]).next_lease, CASE WHEN v_next[s.i] IS NOT NULL THEN p_lease[s.i] + 1 END),
        coalesce((v_answers[s.i]).next_agent, v_next[s.i]), v_versions[s.i], (v_answers[s.i]).more
    FROM generate_subscripts(p_job, 1) AS s(i);
END
$$;
