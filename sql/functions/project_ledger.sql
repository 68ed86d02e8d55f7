-- SPDX-License-Identifier: ISC
-- project_ledger(project uuid): what a project's events and its money are counted in, made with its first event: drafts, of which many are never
-- started, have neither. The limit is config.budget_usd as it is now; nothing can be spent before, since a start is an event.
-- Returns: nothing. Errors: none. Writes: event_heads, budgets.
CREATE OR REPLACE FUNCTION project_ledger(p_project uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO budgets (project_id, limit_usd) SELECT id, (config->>'budget_usd')::numeric FROM projects WHERE id = p_project
    ON CONFLICT DO NOTHING;
    INSERT INTO event_heads (project_id) VALUES (p_project) ON CONFLICT DO NOTHING;
END
$$;
