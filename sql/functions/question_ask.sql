-- SPDX-License-Identifier: ISC
-- question_ask(job bigint, lease bigint, question jsonb) -> text: an agent asks a person: {"step_key", "question", "options": [text]}. The job is handed back,
-- held until somebody answers; a resumed project frees it too, and it asks again, which is harmless.
-- Returns: asked; answered, when it was answered meanwhile (the job stays as it is); lost. Errors: none. Writes: questions, jobs, agents, agent_logs,
-- notifications, events.
CREATE OR REPLACE FUNCTION question_ask(p_job bigint, p_lease bigint, p_question jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease, true);
    v_question questions;
    v_agent agents;
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    INSERT INTO questions (project_id, agent_id, step_key, question, options)
    VALUES (v_job.project_id, v_job.agent_id, p_question->>'step_key', p_question->>'question', coalesce(p_question->'options', '[]'))
    ON CONFLICT (agent_id, step_key, md5(question)) DO NOTHING RETURNING * INTO v_question;
    IF FOUND THEN
        INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
        VALUES (v_job.agent_id, v_job.project_id, 'INFO', 'Asks: ' || v_question.question, jsonb_build_object('question_id', public_id('quest', v_question.id)));
        PERFORM notify_members(v_job.project_id, ARRAY['owner', 'editor'], 'question', jsonb_build_object('question_id', public_id('quest', v_question.id),
            'agent_id', public_id('agent', v_job.agent_id), 'title', left(v_question.question, 200)));
    ELSIF EXISTS (SELECT FROM questions WHERE agent_id = v_job.agent_id AND step_key = p_question->>'step_key'
            AND md5(question) = md5(p_question->>'question') AND answer IS NOT NULL) THEN
        RETURN 'answered';
    END IF;
    UPDATE jobs SET leased_by = NULL, attempt = greatest(attempt - 1, 0), held = true WHERE id = p_job;
    UPDATE agents SET version = version + 1, current_task = left(p_question->>'question', 200) WHERE id = v_job.agent_id RETURNING * INTO v_agent;
    PERFORM event_append(v_job.project_id, v_agent.id, 'agent:progress', jsonb_build_object('agentId', public_id('agent', v_agent.id),
        'progress', v_agent.progress, 'currentTask', v_agent.current_task));
    RETURN 'asked';
END
$$;
