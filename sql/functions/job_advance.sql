-- SPDX-License-Identifier: ISC
-- job_advance(project uuid, run uuid, agent uuid, payload jsonb, key text, held boolean): queues what happened, for the engine.
-- Before steps in the queue, since it is short and people wait for it. Wakes workers (NOTIFY ludwright_jobs): this is rare.
-- Returns: nothing. Errors: none; the same key twice is queued once. Writes: jobs.
CREATE OR REPLACE FUNCTION job_advance(p_project uuid, p_run uuid, p_agent uuid, p_payload jsonb, p_key text, p_held boolean)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, unique_key, priority, held)
    VALUES ('advance', p_project, p_run, p_agent, p_payload, p_key, 10, p_held)
    ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING;
    PERFORM pg_notify('ludwright_jobs', '');
END
$$;
