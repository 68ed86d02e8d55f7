-- SPDX-License-Identifier: ISC
-- agent_duration(agent agents, ms numeric) -> numeric: seconds that an agent took: as measured, else since it began.
-- Returns: seconds with milliseconds, 0 when it never began. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION agent_duration(p_agent agents, p_ms numeric) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT round(coalesce(p_ms / 1000, extract(epoch FROM p_agent.completed_at - p_agent.started_at), 0), 3)
$$;
