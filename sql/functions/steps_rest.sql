-- SPDX-License-Identifier: ISC
-- steps_rest(project uuid[], run uuid[], …) -> jsonb[]: what few steps of steps_commit have, arguments as there: more, a review, how far a leader is, and
-- events of the actions alone.
-- Returns: the events of each, NULL for none. Errors: as commit_rest, commit_checkpoint. Writes: as these and commit_percent.
DROP FUNCTION IF EXISTS steps_rest(timestamptz, uuid[], uuid[], uuid[], uuid[], jsonb[], text[], text[], int[], jsonb[], jsonb[], text[], int[], jsonb[],
    jsonb[]);
CREATE OR REPLACE FUNCTION steps_rest(p_project uuid[], p_run uuid[], p_agent uuid[], p_output uuid[], p_content jsonb[], p_output_type text[], p_stage text[],
    p_revision int[], p_more jsonb[], p_told jsonb[], p_leader text[], p_leader_percent int[], p_review jsonb[]) RETURNS jsonb[] LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_events jsonb;
BEGIN
    FOR i IN 1 .. cardinality(p_project) LOOP
        CONTINUE WHEN p_more[i] IS NULL AND p_review[i] IS NULL AND p_leader[i] IS NULL;
        v_events := '[]';
        IF p_more[i] IS NOT NULL THEN
            v_job.project_id := p_project[i];
            v_job.run_id := p_run[i];
            v_job.agent_id := p_agent[i];
            v_events := commit_rest(v_job, p_output[i], p_output_type[i], p_stage[i], p_revision[i], p_stage[i] <> 'plan', p_more[i], NULL);
        END IF;
        IF p_review[i] IS NOT NULL THEN
            v_events := v_events || commit_checkpoint(p_project[i], p_run[i], p_review[i], p_agent[i], coalesce(p_stage[i] <> 'plan', false), p_output[i],
                p_output_type[i], p_content[i]);
        END IF;
        IF p_leader[i] IS NOT NULL THEN
            v_events := v_events || commit_percent(p_run[i], p_leader[i], p_leader_percent[i]);
        END IF;
        p_told[i] := v_events || coalesce(p_told[i], '[]');
    END LOOP;
    RETURN p_told;
END
$$;
