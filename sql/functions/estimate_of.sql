-- SPDX-License-Identifier: ISC
-- estimate_of(sums jsonb) -> jsonb: what to expect, from what it took before. sums: [{"input", "cached", "output", "usd", "seconds"}], one for each time.
-- Returns: {"tokens": {"input", "cached_input", "output"}, "cost_usd", "cost_usd_most", "duration", "duration_most", "from": times}; averages, and the
-- most of any time; NULL without any. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION estimate_of(p_sums jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(*) > 0 THEN jsonb_build_object(
        'tokens', jsonb_build_object('input', round(avg(s.input)), 'cached_input', round(avg(s.cached)), 'output', round(avg(s.output))),
        'cost_usd', round(avg(s.usd), 6), 'cost_usd_most', max(s.usd), 'duration', round(avg(s.seconds), 1), 'duration_most', round(max(s.seconds), 1),
        'from', count(*)) END
    FROM jsonb_to_recordset(p_sums) AS s(input numeric, cached numeric, output numeric, usd numeric, seconds numeric)
$$;
