-- SPDX-License-Identifier: ISC
-- check_transition(): trigger of projects, agents, checkpoints, for a change of status that status_transitions does not list. The list stands
-- in the triggers' conditions, as the first two letters of each, so that an allowed change costs no call and little time to read it. Who adds
-- rows to the table installs this file again. The trigger's argument is the subject.
-- Errors: LW409 {"subject", "status", "wanted"}. Writes: nothing.
CREATE OR REPLACE FUNCTION check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('LW409', format('%s: %s cannot become %s', TG_ARGV[0], OLD.status, NEW.status),
        jsonb_build_object('subject', TG_ARGV[0], 'status', OLD.status, 'wanted', NEW.status));
    RETURN NULL;
END
$$;
DO $$
DECLARE
    v record;
BEGIN
    FOR v IN SELECT subject, string_agg(left(old_status, 2) || left(new_status, 2), ' ' ORDER BY old_status, new_status) AS allowed
             FROM status_transitions GROUP BY subject LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OF status ON %I FOR EACH ROW WHEN (OLD.status <> NEW.status
            AND strpos(%L, left(OLD.status, 2) || left(NEW.status, 2)) = 0) EXECUTE FUNCTION check_transition(%L)',
            v.subject || 's_transition', v.subject || 's', v.allowed, v.subject);
    END LOOP;
END
$$;
