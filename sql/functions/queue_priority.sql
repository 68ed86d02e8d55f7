-- SPDX-License-Identifier: ISC
-- queue_priority(job bigint, priority int) -> int: jobs of a higher priority are done first; steps have 0, what tells the engine has 10.
-- Few values, since each is a range of the index that looks at the queue read.
-- Returns: the priority before. Errors: LW400 {"field": "priority"}, LW404, LW409 {"state": "dead"}. Writes: jobs, audit.
CREATE OR REPLACE FUNCTION queue_priority(p_job bigint, p_priority int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    IF p_priority IS NULL OR p_priority NOT BETWEEN -100 AND 100 THEN
        PERFORM refuse('LW400', 'a priority is a number from -100 to 100', '{"field": "priority"}');
    END IF;
    v_job := queue_job(p_job);
    UPDATE jobs SET priority = p_priority WHERE id = p_job;
    PERFORM queue_audit('queue.priority', p_job, jsonb_build_object('old', v_job.priority, 'new', p_priority));
    RETURN v_job.priority;
END
$$;
