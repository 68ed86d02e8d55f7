-- SPDX-License-Identifier: ISC
-- checkpoint_estimate(checkpoint checkpoints) -> jsonb: what each decision on it will take, as estimate_of: approve the way to the next stop
-- or the end, from past runs with the run's provider; the others the way to the next revision of the same review (again_took), or else what the reviewed agent and its
-- workers took for all that it shows.
-- Returns: {"approve", "reject", "request-changes"}, each NULL when nothing is known. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_estimate(p_checkpoint checkpoints) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_approve jsonb;
    v_again jsonb;
BEGIN
    SELECT estimate_of(jsonb_agg(jsonb_build_object('input', s.input, 'cached', s.cached, 'output', s.output, 'usd', s.usd,
        'seconds', extract(epoch FROM stop.at - c.resolved_at))))
    INTO v_approve
    FROM runs_past((SELECT provider FROM runs WHERE id = p_checkpoint.run_id)) AS r
    JOIN checkpoints c ON c.run_id = r.id AND c.node = p_checkpoint.node AND c.status = 'approved'
    CROSS JOIN LATERAL (SELECT least(r.ended_at, min(n.created_at)) AS at FROM checkpoints n
        WHERE n.run_id = r.id AND n.created_at > c.resolved_at AND NOT n.automatic) AS stop
    CROSS JOIN LATERAL run_spent(r.id, c.resolved_at, stop.at) AS s;
    SELECT coalesce(again_took(p_checkpoint), estimate_of(jsonb_agg(to_jsonb(t)))) INTO v_again FROM (
        SELECT sum(t.input_tokens) AS input, sum(t.cached_input_tokens) AS cached, sum(t.output_tokens) AS output, sum(t.cost_usd) AS usd,
            extract(epoch FROM max(t.created_at) - min(t.created_at - t.duration_ms * interval '1 ms')) AS seconds
        FROM agents a JOIN turns t ON t.agent_id = a.id WHERE p_checkpoint.agent_id IN (a.id, a.parent_agent_id) HAVING count(*) > 0) AS t;
    RETURN jsonb_build_object('approve', v_approve, 'reject', v_again, 'request-changes', v_again);
END
$$;
