-- SPDX-License-Identifier: ISC
-- check_transition(): trigger of projects, agents, checkpoints; its argument is the subject in status_transitions.
-- Errors: LW409 {"subject", "status", "wanted"} for a change of status that status_transitions does not list. Writes: nothing.
CREATE OR REPLACE FUNCTION check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM status_transitions
                   WHERE subject = TG_ARGV[0] AND old_status = OLD.status AND new_status = NEW.status) THEN
        PERFORM refuse('LW409', format('%s: %s cannot become %s', TG_ARGV[0], OLD.status, NEW.status),
            jsonb_build_object('subject', TG_ARGV[0], 'status', OLD.status, 'wanted', NEW.status));
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER projects_transition BEFORE UPDATE OF status ON projects
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION check_transition('project');
CREATE OR REPLACE TRIGGER agents_transition BEFORE UPDATE OF status ON agents
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION check_transition('agent');
CREATE OR REPLACE TRIGGER checkpoints_transition BEFORE UPDATE OF status ON checkpoints
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION check_transition('checkpoint');
