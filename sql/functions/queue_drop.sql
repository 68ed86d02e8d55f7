-- SPDX-License-Identifier: ISC
-- queue_drop(job bigint, actor uuid) -> text: throws a dead letter away. The engine and the project stay as they are; the audit trail keeps what it was.
-- Returns: its kind. Errors: LW404; LW409 {"state"} for a job that is not dead. Writes: dead_jobs, audit.
DROP FUNCTION IF EXISTS queue_drop(bigint);
CREATE OR REPLACE FUNCTION queue_drop(p_job bigint, p_actor uuid DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_dead dead_jobs;
    v_state text := (SELECT queue_state(j) FROM jobs j WHERE id = p_job);
BEGIN
    DELETE FROM dead_jobs WHERE id = p_job RETURNING * INTO v_dead;
    IF NOT FOUND AND v_state IS NOT NULL THEN
        PERFORM refuse('LW409', format('job %s is no dead letter: it is %s', p_job, v_state), jsonb_build_object('state', v_state));
    ELSIF v_dead.id IS NULL THEN
        PERFORM refuse('LW404', format('there is no dead letter %s', p_job));
    END IF;
    PERFORM queue_audit('queue.drop', p_job, jsonb_build_object('kind', v_dead.kind, 'project', public_id('proj', v_dead.project_id),
        'node', v_dead.payload->'node', 'task', v_dead.payload->'task', 'error', left(v_dead.error, 1000), 'died_at', iso_time(v_dead.died_at)), p_actor);
    RETURN v_dead.kind;
END
$$;
