-- SPDX-License-Identifier: ISC
-- turn_store(job bigint, lease bigint, turn jsonb) -> text: a complete turn with its cost. turn: {"step_key", "number", "provider", "model",
-- "request_sha256", "request_bytes", "response_sha256", "response_bytes", "input_tokens", "cached_input_tokens", "output_tokens",
-- "cost_usd", "priced", "duration_ms", "log"}; what follows response_bytes may be absent, and number: the next one then. priced false: the cost is not
-- known; log: a line for the agent's log. What budget_reserve set aside for it is
-- free again. In a conversation failures and claims before it count no more: it has got further.
-- Returns: ok (also for a number that is stored already, which counts once), lost. Errors: 23xxx. Writes: blobs, turns, agent_logs, budgets, user_months, turn_holds, jobs.
CREATE OR REPLACE FUNCTION turn_store(p_job bigint, p_lease bigint, p_turn jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease);
    v_cost numeric := coalesce((p_turn->>'cost_usd')::numeric, 0);
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    INSERT INTO blobs (sha256, bytes)
    SELECT sha256, max(bytes) FROM (VALUES (p_turn->>'request_sha256', coalesce((p_turn->>'request_bytes')::bigint, 0)),
        (p_turn->>'response_sha256', coalesce((p_turn->>'response_bytes')::bigint, 0))) AS b(sha256, bytes)
    GROUP BY sha256 ORDER BY sha256
    ON CONFLICT DO NOTHING;
    INSERT INTO turns (agent_id, project_id, step_key, number, provider, model, request_sha256, response_sha256, input_tokens,
        cached_input_tokens, output_tokens, cost_usd, priced, duration_ms)
    VALUES (v_job.agent_id, v_job.project_id, p_turn->>'step_key', coalesce((p_turn->>'number')::int, (
            SELECT coalesce(max(number), 0) + 1 FROM turns WHERE agent_id = v_job.agent_id AND step_key = p_turn->>'step_key')), p_turn->>'provider', p_turn->>'model',
        p_turn->>'request_sha256', p_turn->>'response_sha256', coalesce((p_turn->>'input_tokens')::bigint, 0),
        coalesce((p_turn->>'cached_input_tokens')::bigint, 0), coalesce((p_turn->>'output_tokens')::bigint, 0), v_cost,
        coalesce((p_turn->>'priced')::boolean, true),
        coalesce((p_turn->>'duration_ms')::int, 0))
    ON CONFLICT (agent_id, step_key, number) DO NOTHING;
    IF FOUND THEN
        IF p_turn ? 'log' THEN
            INSERT INTO agent_logs (agent_id, project_id, level, message) VALUES (v_job.agent_id, v_job.project_id, 'INFO', left(p_turn->>'log', 8192));
        END IF;
        DELETE FROM turn_holds WHERE job_id = p_job AND lease = p_lease;
        UPDATE budgets SET spent_usd = spent_usd + v_cost, reserved_usd = budget_held(project_id) WHERE project_id = v_job.project_id;
        IF v_cost > 0 THEN
            PERFORM user_spend(v_job.project_id, v_cost);
        END IF;
        UPDATE jobs SET retries = 0, attempt = 1 WHERE id = p_job AND (retries > 0 OR attempt > 1) AND p_turn->>'provider' IN ('anthropic', 'openai');
    END IF;
    RETURN 'ok';
END
$$;
