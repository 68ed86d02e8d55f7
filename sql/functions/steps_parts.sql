-- SPDX-License-Identifier: ISC
-- Parts of steps_commit; arguments as there. A row's place in the arrays is array_position of its key.
--   steps_store(…, own uuid[]): snapshots, outputs, and the agents that these complete (own, NULL for none).
--   steps_rest(…, events jsonb[]) -> jsonb[]: what few steps have; the events of each step so far.
--   steps_begin(…, ends bigint[], act jsonb[], known jsonb[], next uuid[]) -> jsonb: the jobs that nothing follows in place (ends, NULL for none) go; the
--     others become those of the first steps that follow (act), of agents that are there (next), with what these know (known). {agent: event agent:started}.
--   steps_queue(project, run, steps jsonb, worker, in_place bigint, lease bigint, take_more int, at, answer step_answer): one project's steps but the
--     first, and that one too where answer has no next_job. in_place: the job that it becomes, or NULL; take_more: NULL takes none. answer with what was
--     taken, and events.
--   steps_tell(project uuid[], events jsonb[]) -> bigint[]: events_append of each project; to be called last.
-- Errors: LW902. Writes: jobs, snapshots, agent_outputs, agents, event_heads, events, and what commit_rest, commit_checkpoint and commit_percent do.
CREATE OR REPLACE FUNCTION steps_store(p_at timestamptz, p_project uuid[], p_run uuid[], p_agent uuid[], p_version bigint[], p_output uuid[],
    p_content jsonb[], p_output_type text[], p_stage text[], p_revision int[], p_epoch int[], p_input_hash text[], p_state text[], p_channels jsonb[],
    p_cause text[], p_own uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_states int;
    v_agents int;
BEGIN
    INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state)
    SELECT s.project, s.run, s.version + 1, s.cause, s.agent, coalesce(s.channels, '{}'), s.state
    FROM unnest(p_project, p_run, p_version, p_cause, p_agent, p_channels, p_state) AS s(project, run, version, cause, agent, channels, state)
    ON CONFLICT (run_id, number) DO NOTHING;
    GET DIAGNOSTICS v_states = ROW_COUNT;
    INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, input_hash)
    SELECT s.output, s.agent, s.project, s.run, s.type, s.stage, s.revision, s.content, s.hash
    FROM unnest(p_output, p_agent, p_project, p_run, p_output_type, p_stage, p_revision, p_content, p_input_hash)
        AS s(output, agent, project, run, type, stage, revision, content, hash)
    WHERE s.content IS NOT NULL;
    UPDATE agents SET status = 'completed', progress = 100, completed_at = p_at, current_task = NULL, retry_at = NULL, error = NULL, error_type = NULL,
        revision = p_revision[array_position(p_agent, id)], version = version + 1,
        metadata = metadata || jsonb_build_object('output_id', public_id('out', p_output[array_position(p_agent, id)]))
    WHERE id = ANY (p_own) AND status IN ('pending', 'running') AND coalesce((metadata->>'epoch')::int, 0) = p_epoch[array_position(p_agent, id)];
    GET DIAGNOSTICS v_agents = ROW_COUNT;
    IF v_states <> cardinality(p_project) OR v_agents <> coalesce(cardinality(p_own), 0) THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
END
$$;
CREATE OR REPLACE FUNCTION steps_rest(p_at timestamptz, p_project uuid[], p_run uuid[], p_agent uuid[], p_output uuid[], p_content jsonb[],
    p_output_type text[], p_stage text[], p_revision int[], p_more jsonb[], p_told jsonb[], p_leader text[], p_leader_percent int[], p_review jsonb[],
    p_events jsonb[]) RETURNS jsonb[] LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_e jsonb;
BEGIN
    FOR i IN 1 .. cardinality(p_project) LOOP
        CONTINUE WHEN p_more[i] IS NULL AND p_review[i] IS NULL AND p_leader[i] IS NULL AND p_told[i] IS NULL AND p_stage[i] IS DISTINCT FROM 'gather';
        v_e := p_events[i];
        IF p_stage[i] = 'gather' AND p_output[i] IS NOT NULL THEN
            v_e := jsonb_set(v_e, '{0,data,duration}', (SELECT to_jsonb(round(extract(epoch FROM p_at - coalesce(started_at, p_at)), 3))
                FROM agents WHERE id = p_agent[i]));
        END IF;
        IF p_more[i] IS NOT NULL THEN
            v_job.project_id := p_project[i];
            v_job.run_id := p_run[i];
            v_job.agent_id := p_agent[i];
            v_e := v_e || commit_rest(v_job, p_output[i], p_output_type[i], p_stage[i], p_revision[i], p_stage[i] <> 'plan', p_more[i], NULL);
        END IF;
        IF p_review[i] IS NOT NULL THEN
            v_e := v_e || commit_checkpoint(p_project[i], p_run[i], p_review[i], p_agent[i], coalesce(p_stage[i] <> 'plan', false), p_output[i],
                p_output_type[i], p_content[i]);
        END IF;
        IF p_leader[i] IS NOT NULL THEN
            v_e := v_e || commit_percent(p_run[i], p_leader[i], p_leader_percent[i]);
        END IF;
        p_events[i] := v_e || coalesce(p_told[i], '[]');
    END LOOP;
    RETURN p_events;
END
$$;
CREATE OR REPLACE FUNCTION steps_begin(p_at timestamptz, p_worker uuid, p_job bigint[], p_lease bigint[], p_run uuid[], p_ends bigint[], p_act jsonb[],
    p_known jsonb[], p_next uuid[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_begun jsonb;
    v_found int := 0;
BEGIN
    IF p_ends IS NOT NULL THEN
        DELETE FROM jobs WHERE id = ANY (p_ends) AND lease = p_lease[array_position(p_job, id)] AND leased_by = p_worker
            AND run_id = p_run[array_position(p_job, id)];
        GET DIAGNOSTICS v_found = ROW_COUNT;
    END IF;
    IF v_found <> coalesce(cardinality(p_ends), 0) THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    ELSIF array_remove(p_next, NULL) = '{}' THEN
        RETURN NULL;
    END IF;
    WITH a AS (
        UPDATE agents SET revision = (p_act[array_position(p_next, id)]->>'revision')::int, completed_at = NULL, retry_at = NULL, error = NULL,
            error_type = NULL, current_task = NULL, attempt = 1, version = version + 1, status = 'running',
            metadata = metadata || p_known[array_position(p_next, id)],
            started_at = CASE WHEN status <> 'running' THEN p_at ELSE started_at END,
            progress = CASE WHEN revision = (p_act[array_position(p_next, id)]->>'revision')::int
                AND metadata->'epoch' = p_known[array_position(p_next, id)]->'epoch' AND status <> 'completed' THEN progress ELSE 0 END
        WHERE id = ANY (p_next)
        RETURNING id, type, started_at
    )
    SELECT jsonb_object_agg(a.id::text, jsonb_build_object('agent', a.id, 'type', 'agent:started', 'data', jsonb_build_object('agentId',
        public_id('agent', a.id), 'agentType', a.type))) INTO v_begun FROM a WHERE a.started_at = p_at;
    UPDATE jobs SET agent_id = p_next[array_position(p_job, id)], payload = p_act[array_position(p_job, id)],
        limit_key = p_act[array_position(p_job, id)]->>'limit_key', lease = jobs.lease + 1, attempt = 1, retries = 0, unique_key = NULL, last_error = NULL,
        created_at = p_at
    WHERE id = ANY (p_job) AND lease = p_lease[array_position(p_job, id)] AND leased_by = p_worker AND run_id = p_run[array_position(p_job, id)]
        AND p_next[array_position(p_job, id)] IS NOT NULL;
    GET DIAGNOSTICS v_found = ROW_COUNT;
    IF v_found <> cardinality(array_remove(p_next, NULL)) THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    RETURN v_begun;
END
$$;
CREATE OR REPLACE FUNCTION steps_queue(p_project uuid, p_run uuid, p_steps jsonb, p_worker uuid, p_in_place bigint, p_lease bigint, p_take_more int,
    p_at timestamptz, INOUT answer step_answer, OUT events jsonb) LANGUAGE plpgsql AS $$
DECLARE
    v_queued step_queued;
    v_taken boolean;
BEGIN
    events := '[]';
    FOR i IN CASE WHEN answer.next_job IS NULL THEN 0 ELSE 1 END .. jsonb_array_length(p_steps) - 1 LOOP
        v_taken := i <= p_take_more;
        v_queued := step_queue(p_project, p_run, p_steps->i, false, CASE WHEN v_taken THEN p_worker END, CASE WHEN i = 0 THEN p_in_place END, p_lease, p_at);
        IF v_queued.event IS NOT NULL THEN
            events := events || v_queued.event;
        END IF;
        IF v_queued.job IS NULL THEN
            PERFORM refuse('LW902', 'these steps cannot end together');
        ELSIF v_taken AND i = 0 THEN
            answer.next_job := v_queued.job;
            answer.next_lease := v_queued.lease;
            answer.next_agent := v_queued.agent;
        ELSIF v_taken THEN
            answer.more := concat_ws(' ', answer.more, v_queued.job, v_queued.agent);
        END IF;
    END LOOP;
END
$$;
CREATE OR REPLACE FUNCTION steps_tell(p_project uuid[], p_events jsonb[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_seqs bigint[];
    v_at timestamptz;
    v_time text;
BEGIN
    WITH h AS (
        UPDATE event_heads SET seq = seq + jsonb_array_length(p_events[array_position(p_project, project_id)]) WHERE project_id = ANY (p_project)
        RETURNING project_id, seq
    )
    SELECT array_agg(h.seq ORDER BY h.project_id) INTO v_seqs FROM h;
    IF cardinality(v_seqs) IS DISTINCT FROM cardinality(p_project) THEN
        PERFORM refuse('LW902', 'these steps cannot end together');
    END IF;
    v_at := clock_timestamp();
    v_time := iso_time(v_at);
    INSERT INTO events (project_id, seq, agent_id, type, data, created_at)
    SELECT p.id, p.seq - jsonb_array_length(p.events) + e.n, (e.value->>'agent')::uuid, e.value->>'type', (e.value->'data') || p.common, v_at
    FROM (SELECT t.id, t.seq, t.events, jsonb_build_object('projectId', public_id('proj', t.id), 'timestamp', v_time) AS common
        FROM unnest(p_project, v_seqs, p_events) AS t(id, seq, events) OFFSET 0) AS p
        CROSS JOIN LATERAL jsonb_array_elements(p.events) WITH ORDINALITY AS e(value, n);
    RETURN v_seqs;
END
$$;
