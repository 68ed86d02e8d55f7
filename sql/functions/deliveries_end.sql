-- SPDX-License-Identifier: ISC
-- deliveries_end(ids uuid[], outcome text, status int, error text): what a try came to. outcome: sent; failed, for good; unknown, it may have arrived;
-- again, after a minute, then longer, eight times over some fifteen hours. status: the other side's, NULL when it said none.
-- Returns: nothing. Errors: none. Writes: deliveries that are still `sending`.
CREATE OR REPLACE FUNCTION deliveries_end(p_ids uuid[], p_outcome text, p_status int, p_error text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_pauses interval[] := ARRAY['1 min', '5 min', '15 min', '1 h', '2 h', '4 h', '8 h'];
BEGIN
    UPDATE deliveries SET leased_until = NULL, log = delivery_log(log, p_status, p_error),
        status = CASE WHEN p_outcome <> 'again' THEN p_outcome WHEN tries > cardinality(v_pauses) THEN 'failed' ELSE 'waiting' END,
        ended_at = CASE WHEN p_outcome <> 'again' OR tries > cardinality(v_pauses) THEN clock_timestamp() END,
        due_at = CASE WHEN p_outcome = 'again' THEN clock_timestamp() + coalesce(v_pauses[tries], '0') ELSE due_at END
    WHERE id = ANY (p_ids) AND status = 'sending';
END
$$;
