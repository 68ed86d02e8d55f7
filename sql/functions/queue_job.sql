-- SPDX-License-Identifier: ISC
-- queue_job(job bigint) -> jobs: a job of the queue for somebody who wants to change it, locked.
-- Returns: the row. Errors: LW404; LW409 {"state": "dead"} for a dead letter. Writes: nothing.
CREATE OR REPLACE FUNCTION queue_job(p_job bigint) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    SELECT * INTO v_job FROM jobs WHERE id = p_job FOR NO KEY UPDATE;
    IF NOT FOUND AND EXISTS (SELECT FROM dead_jobs WHERE id = p_job) THEN
        PERFORM refuse('LW409', format('job %s is a dead letter: requeue it first', p_job), '{"state": "dead"}');
    ELSIF v_job.id IS NULL THEN
        PERFORM refuse('LW404', format('there is no job %s', p_job));
    END IF;
    RETURN v_job;
END
$$;
