-- SPDX-License-Identifier: ISC
-- steps_queue(project uuid, run uuid, steps jsonb, worker uuid, in_place bigint, lease bigint, take_more int, at timestamptz, answer step_answer): one
-- project's steps that steps_commit does not begin by itself: all but the first, and that one too where answer has no next_job. in_place: the job
-- that it becomes, or NULL; take_more: how many more are taken, NULL takes none.
-- Returns: answer with what was taken, and events. Errors: LW902. Writes: agents, jobs.
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
