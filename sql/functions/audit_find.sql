-- SPDX-License-Identifier: ISC
-- audit_find(filter jsonb, before bigint, n int) -> audit rows, newest first: the trail by any of actor_id, action, subject, outcome, request_id,
-- since, until. The plan is made for the filters that are given, so that each finds its index.
-- Returns: at most n rows with an id below before (NULL: no bound). Errors: 22007 for times that are none. Writes: nothing.
CREATE OR REPLACE FUNCTION audit_find(p_filter jsonb, p_before bigint, p_n int) RETURNS SETOF audit LANGUAGE plpgsql STABLE
    SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM audit a
    WHERE (p_before IS NULL OR a.id < p_before)
        AND (p_filter->>'actor_id' IS NULL OR a.actor_id = (p_filter->>'actor_id')::uuid)
        AND (p_filter->>'action' IS NULL OR a.action = p_filter->>'action')
        AND (p_filter->>'subject' IS NULL OR a.subject = p_filter->>'subject')
        AND (p_filter->>'outcome' IS NULL OR a.outcome = p_filter->>'outcome')
        AND (p_filter->>'request_id' IS NULL OR a.request_id = p_filter->>'request_id')
        AND (p_filter->>'since' IS NULL OR a.at >= (p_filter->>'since')::timestamptz)
        AND (p_filter->>'until' IS NULL OR a.at < (p_filter->>'until')::timestamptz)
    ORDER BY a.id DESC LIMIT p_n;
END
$$;
