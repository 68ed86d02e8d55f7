-- SPDX-License-Identifier: ISC
-- touch_row(): trigger of users, projects, agents: version rises by one with each change, updated_at follows where there is one.
-- A statement that does this itself is left alone: those of every step do, since a trigger's call costs as much as the update.
-- Errors: none. Writes: the row itself.
CREATE OR REPLACE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    IF TG_ARGV[0] = 'updated_at' THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.version = NEW.version) EXECUTE FUNCTION touch_row('updated_at');
CREATE OR REPLACE TRIGGER projects_touch BEFORE UPDATE ON projects FOR EACH ROW WHEN (OLD.version = NEW.version) EXECUTE FUNCTION touch_row('updated_at');
CREATE OR REPLACE TRIGGER agents_touch BEFORE UPDATE ON agents FOR EACH ROW WHEN (OLD.version = NEW.version) EXECUTE FUNCTION touch_row('');
