-- SPDX-License-Identifier: ISC
-- queue_state(job jobs) -> text: what keeps a job from being done: leased (it is at work), held (its project is not running), later (its time has
-- not come), or nothing: ready.
-- Returns: ready, later, held, leased. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION queue_state(p_job jobs) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN p_job.leased_by IS NOT NULL THEN 'leased' WHEN p_job.held THEN 'held'
        WHEN p_job.run_at > clock_timestamp() THEN 'later' ELSE 'ready' END
$$;
