-- SPDX-License-Identifier: ISC
-- append_only(): trigger of decisions, audit and its seals and heads, events (UPDATE only, so that old ones can be pruned), agent_outputs.
-- What foreign keys do (a deleted project, a deleted account) is let through: it comes from inside another trigger. Retention of the audit
-- trail says `SET LOCAL ludwright.retention = 'on'` first.
-- Errors: LW409 {"table"}. Writes: nothing.
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 AND (TG_OP <> 'DELETE' OR current_setting('ludwright.retention', true) IS DISTINCT FROM 'on') THEN
        PERFORM refuse('LW409', format('rows of %s are never changed', TG_TABLE_NAME), jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_heads_append_only BEFORE UPDATE OR DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER events_append_only BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER agent_outputs_append_only BEFORE UPDATE OR DELETE ON agent_outputs
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER audit_heads_no_truncate BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER agent_outputs_no_truncate BEFORE TRUNCATE ON agent_outputs FOR EACH STATEMENT EXECUTE FUNCTION append_only();
