-- SPDX-License-Identifier: ISC
-- Guards of rows, one function a table, since each trigger and each check of several columns is read from its text in every statement that
-- meets it, which costs more than the row: measured, a quarter of a step's commit. They run after the statement: before it, a trigger locks
-- each row by itself.
--   projects_guard, agents_guard, checkpoints_guard(): a change of status that status_transitions does not list is refused: that is read once a
--     session. What has to hold between columns is refused as a table's check would be, with the constraint's name.
--   members_guard(): who owns a project is not among those who joined it.
--   touch_row(): trigger of users: version rises by one with each change, updated_at follows. Statements that change projects or agents do this
--     themselves (tests/sql/t/versions.sql).
-- Errors: LW409 {"subject", "status", "wanted"}; 23514. Writes: users' rows.
-- transitions(subject text) -> text: what may follow what, as the first two letters of each: 'peru ruco'. Only migrations change the table.
CREATE OR REPLACE FUNCTION transitions(p_subject text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT string_agg(left(old_status, 2) || left(new_status, 2), ' ') FROM status_transitions WHERE subject = p_subject);
END
$$;
CREATE OR REPLACE FUNCTION refuse_transition(p_subject text, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('LW409', format('%s: %s cannot become %s', p_subject, p_old, p_new),
        jsonb_build_object('subject', p_subject, 'status', p_old, 'wanted', p_new));
END
$$;
CREATE OR REPLACE FUNCTION refuse_row(p_table text, p_constraint text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING MESSAGE = format('new row for relation "%s" violates check constraint "%s"', p_table, p_constraint),
        TABLE = p_table, CONSTRAINT = p_constraint;
END
$$;
CREATE OR REPLACE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS agents_touch ON agents;
DROP TRIGGER IF EXISTS projects_touch ON projects;
DROP TRIGGER IF EXISTS agents_transition ON agents;
DROP TRIGGER IF EXISTS projects_transition ON projects;
DROP TRIGGER IF EXISTS checkpoints_transition ON checkpoints;
DROP FUNCTION IF EXISTS check_transition();
CREATE OR REPLACE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.version = NEW.version) EXECUTE FUNCTION touch_row();
-- What is well is seen by one expression: each costs as much as a small statement. (OLD is NULL of an insert.)
CREATE OR REPLACE FUNCTION agents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE NEW.status WHEN 'completed' THEN NEW.completed_at IS NOT NULL AND NEW.progress = 100 WHEN 'failed' THEN NEW.error IS NOT NULL ELSE true END)
            AND (NEW.task IS NULL) = (NEW.parent_agent_id IS NULL) AND (OLD.status IS NULL OR OLD.status = NEW.status
                OR strpos(transitions('agent'), left(OLD.status, 2) || left(NEW.status, 2)) > 0) THEN
        RETURN NULL;
    ELSIF OLD.status <> NEW.status AND strpos(transitions('agent'), left(OLD.status, 2) || left(NEW.status, 2)) = 0 THEN
        PERFORM refuse_transition('agent', OLD.status, NEW.status);
    ELSIF (NEW.task IS NULL) <> (NEW.parent_agent_id IS NULL) THEN
        PERFORM refuse_row('agents', 'agents_task_check');
    END IF;
    PERFORM refuse_row('agents', 'agents_state_check');
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION projects_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> NEW.status AND strpos(transitions('project'), left(OLD.status, 2) || left(NEW.status, 2)) = 0 THEN
        PERFORM refuse_transition('project', OLD.status, NEW.status);
    ELSIF NEW.run_id IS NULL AND NEW.status NOT IN ('draft', 'cancelled') THEN
        PERFORM refuse_row('projects', 'projects_run_check');
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION checkpoints_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IS NULL AND NEW.status = 'approved' AND NEW.resolved_at IS NOT NULL THEN
        RETURN NULL;
    ELSIF OLD.status <> NEW.status AND strpos(transitions('checkpoint'), left(OLD.status, 2) || left(NEW.status, 2)) = 0 THEN
        PERFORM refuse_transition('checkpoint', OLD.status, NEW.status);
    ELSIF (NEW.status = 'pending') <> (NEW.resolved_at IS NULL) THEN
        PERFORM refuse_row('checkpoints', 'checkpoints_resolved_check');
    ELSIF NEW.automatic AND NEW.status NOT IN ('approved', 'changes_requested') THEN
        PERFORM refuse_row('checkpoints', 'checkpoints_automatic_check');
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER agents_guard AFTER UPDATE ON agents FOR EACH ROW EXECUTE FUNCTION agents_guard();
CREATE OR REPLACE TRIGGER agents_guard_new AFTER INSERT ON agents FOR EACH ROW
    WHEN (NEW.status <> 'pending' OR NEW.task IS NOT NULL OR NEW.parent_agent_id IS NOT NULL) EXECUTE FUNCTION agents_guard();
CREATE OR REPLACE TRIGGER projects_guard AFTER UPDATE OF status, run_id ON projects FOR EACH ROW EXECUTE FUNCTION projects_guard();
CREATE OR REPLACE TRIGGER projects_guard_new AFTER INSERT ON projects FOR EACH ROW WHEN (NEW.status <> 'draft') EXECUTE FUNCTION projects_guard();
CREATE OR REPLACE TRIGGER checkpoints_guard AFTER INSERT OR UPDATE ON checkpoints FOR EACH ROW EXECUTE FUNCTION checkpoints_guard();
-- members_guard(): said as a second row of theirs would be.
CREATE OR REPLACE FUNCTION members_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects p WHERE p.id = NEW.project_id AND p.user_id = NEW.user_id) THEN
        RAISE unique_violation USING MESSAGE = 'a project''s owner cannot join it', TABLE = 'project_members', CONSTRAINT = 'project_members_pkey';
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER project_members_guard AFTER INSERT ON project_members FOR EACH ROW EXECUTE FUNCTION members_guard();
