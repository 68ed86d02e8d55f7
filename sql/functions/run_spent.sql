-- SPDX-License-Identifier: ISC
-- run_spent(run uuid, since timestamptz, until timestamptz) -> row: what the turns of a run came to in a stretch of time.
-- Returns: turns, tokens {input, cached_input, output}, usd. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION run_spent(p_run uuid, p_since timestamptz, p_until timestamptz, OUT turns bigint, OUT input bigint, OUT cached bigint,
    OUT output bigint, OUT usd numeric) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT count(*), coalesce(sum(t.input_tokens), 0), coalesce(sum(t.cached_input_tokens), 0), coalesce(sum(t.output_tokens), 0),
        coalesce(sum(t.cost_usd), 0)
    INTO turns, input, cached, output, usd
    FROM agents a JOIN turns t ON t.agent_id = a.id WHERE a.run_id = p_run AND t.created_at > p_since AND t.created_at <= p_until;
END
$$;
