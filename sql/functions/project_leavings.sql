-- SPDX-License-Identifier: ISC
-- project_leavings(): trigger of projects: what hangs on a deleted project without a foreign key goes with it. With its owner's rights: who may delete a
-- project may not delete its events one by one.
-- Returns: OLD. Errors: none. Writes: events, jobs, snapshots, agent_outputs and what refers to them.
CREATE OR REPLACE FUNCTION project_leavings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM jobs_delete(OLD.id);
    DELETE FROM events WHERE project_id = OLD.id;
    DELETE FROM snapshots WHERE run_id IN (SELECT id FROM runs WHERE project_id = OLD.id);
    DELETE FROM agent_outputs WHERE project_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE OR REPLACE TRIGGER projects_leavings BEFORE DELETE ON projects FOR EACH ROW EXECUTE FUNCTION project_leavings();
