-- SPDX-License-Identifier: ISC
-- queue_snooze(job bigint, seconds int) -> timestamptz: a job that waits is not done before so many seconds from now; 0 is at once.
-- Returns: its time. Errors: LW400 {"field": "seconds"}, LW404, LW409 {"state"} (leased, dead). Writes: jobs, audit.
CREATE OR REPLACE FUNCTION queue_snooze(p_job bigint, p_seconds int) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_at timestamptz := clock_timestamp() + p_seconds * interval '1 second';
BEGIN
    IF p_seconds IS NULL OR p_seconds NOT BETWEEN 0 AND 31536000 THEN
        PERFORM refuse('LW400', 'seconds are a number from 0 to 31536000', '{"field": "seconds"}');
    END IF;
    v_job := queue_job(p_job);
    IF v_job.leased_by IS NOT NULL THEN
        PERFORM refuse('LW409', format('job %s is at work', p_job), '{"state": "leased"}');
    END IF;
    UPDATE jobs SET run_at = v_at WHERE id = p_job;
    PERFORM queue_audit('queue.snooze', p_job, jsonb_build_object('seconds', p_seconds));
    IF p_seconds = 0 THEN
        NOTIFY ludwright_jobs;
    END IF;
    RETURN v_at;
END
$$;
