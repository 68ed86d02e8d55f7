-- SPDX-License-Identifier: ISC
-- queue_requeue(job bigint, actor uuid) -> text: a dead letter gets another chance, with no attempt counted, and is a dead letter no more.
-- One that belongs to a run goes the way that a person's retry goes (queue_requeue_run), so that engine, project and queue agree. Any other is
-- put back as it was, with a lease number higher than its last.
-- Returns: job (it is in the queue again), agent (its agent is tried again). Errors: LW404; LW409 {"reason"}, in words what is in the way.
-- Writes: dead_jobs, jobs, audit; of a run also runs, projects, events. Locks project, dead letter, job.
DROP FUNCTION IF EXISTS queue_requeue(bigint);
CREATE OR REPLACE FUNCTION queue_requeue(p_job bigint, p_actor uuid DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects;
    v_dead dead_jobs;
    v_how text := 'job';
BEGIN
    SELECT p.* INTO v_project FROM dead_jobs d JOIN projects p ON p.id = d.project_id WHERE d.id = p_job FOR NO KEY UPDATE OF p;
    DELETE FROM dead_jobs WHERE id = p_job RETURNING * INTO v_dead;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', format('there is no dead letter %s', p_job));
    END IF;
    PERFORM queue_audit('queue.requeue', p_job, jsonb_build_object('kind', v_dead.kind, 'project', public_id('proj', v_dead.project_id),
        'node', v_dead.payload->'node', 'task', v_dead.payload->'task'), p_actor);
    IF v_dead.run_id IS NOT NULL THEN
        v_how := queue_requeue_run(v_dead, v_project);
    ELSE
        INSERT INTO jobs (id, kind, project_id, payload, unique_key, priority, limit_key, lease, held, created_at) OVERRIDING SYSTEM VALUE
        VALUES (v_dead.id, v_dead.kind, v_dead.project_id, v_dead.payload, v_dead.unique_key, v_dead.priority, v_dead.limit_key,
            coalesce((v_dead.detail->>'lease')::bigint, 0) + 1, coalesce(v_project.status <> 'running', false), v_dead.created_at)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            PERFORM refuse('LW409', 'the same work is in the queue already: drop this one', '{"reason": "queued"}');
        END IF;
    END IF;
    NOTIFY ludwright_jobs;
    RETURN v_how;
END
$$;
