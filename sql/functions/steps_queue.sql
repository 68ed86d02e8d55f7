-- SPDX-License-Identifier: ISC
-- steps_queue(project uuid, run uuid, steps jsonb, events jsonb, held boolean, worker uuid) -> (events jsonb, job bigint, agent uuid): several
-- `step` actions, each by step_queue; the first is leased to the worker, if one is given.
-- Returns: events and what they added; job and agent of the one that was leased, or NULL. Errors, writes: as step_queue.
CREATE OR REPLACE FUNCTION steps_queue(p_project uuid, p_run uuid, p_steps jsonb, p_events jsonb, p_held boolean, p_worker uuid,
    OUT events jsonb, OUT job bigint, OUT agent uuid) LANGUAGE plpgsql AS $$
DECLARE
    v_act jsonb;
    v_queued record;
BEGIN
    events := p_events;
    FOR v_act IN SELECT value FROM jsonb_array_elements(p_steps) LOOP
        v_queued := step_queue(p_project, p_run, v_act, p_held, CASE WHEN job IS NULL THEN p_worker END);
        events := events || coalesce(v_queued.event, '[]');
        IF p_worker IS NOT NULL AND job IS NULL THEN
            job := v_queued.job;
            agent := v_queued.agent;
        END IF;
    END LOOP;
END
$$;
