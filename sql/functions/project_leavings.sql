-- SPDX-License-Identifier: ISC
-- project_leavings(): trigger of projects: what hangs on a deleted project without a foreign key goes with it, and what it has spent stays with its
-- owner, by day. With its owner's rights: who may delete a project may not delete its events one by one, nor write what was spent.
-- Returns: OLD. Errors: none. Writes: deleted_spending, user_months, events, jobs, snapshots, agent_outputs, decisions, checkpoints, agents and
-- what refers to them.
CREATE OR REPLACE FUNCTION project_leavings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM budgets WHERE project_id = OLD.id FOR UPDATE; -- as a turn that is stored meanwhile does, before months
    INSERT INTO deleted_spending AS d (user_id, day, turns, input_tokens, cached_input_tokens, output_tokens, cost_usd)
    SELECT OLD.user_id, (t.created_at AT TIME ZONE 'UTC')::date AS day, count(*), sum(t.input_tokens), sum(t.cached_input_tokens), sum(t.output_tokens),
        sum(t.cost_usd)
    FROM turns t
    WHERE t.project_id = OLD.id AND EXISTS (SELECT FROM users u WHERE u.id = OLD.user_id) -- its owner may be going too
    GROUP BY 2 ORDER BY 2
    ON CONFLICT (user_id, day) DO UPDATE SET turns = d.turns + excluded.turns, input_tokens = d.input_tokens + excluded.input_tokens,
        cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens, output_tokens = d.output_tokens + excluded.output_tokens,
        cost_usd = d.cost_usd + excluded.cost_usd;
    INSERT INTO user_months AS m (user_id, month, spent_usd) -- of turns that are being asked nobody will say any more what they cost
    SELECT OLD.user_id, date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date, sum(h.usd) FROM turn_holds h
    WHERE h.project_id = OLD.id AND EXISTS (SELECT FROM users u WHERE u.id = OLD.user_id) HAVING sum(h.usd) > 0
    ON CONFLICT (user_id, month) DO UPDATE SET spent_usd = m.spent_usd + excluded.spent_usd;
    PERFORM jobs_delete(OLD.id);
    DELETE FROM events WHERE project_id = OLD.id;
    DELETE FROM snapshots WHERE run_id IN (SELECT id FROM runs WHERE project_id = OLD.id);
    DELETE FROM agent_outputs WHERE project_id = OLD.id;
    DELETE FROM decisions WHERE project_id = OLD.id;
    DELETE FROM checkpoints WHERE project_id = OLD.id;
    DELETE FROM agents WHERE project_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE OR REPLACE TRIGGER projects_leavings BEFORE DELETE ON projects FOR EACH ROW EXECUTE FUNCTION project_leavings();
