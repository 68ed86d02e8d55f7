-- SPDX-License-Identifier: ISC
-- access_changed(): trigger of project_members, projects (their owner's), users, sessions, api_tokens: what somebody may see has changed. Tells ludwright-relay at the commit, by
-- NOTIFY, which is for rare wake-ups: memberships, accounts and sessions change rarely, and what it tells has to arrive.
-- The payload is the user's uuid. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ludwright_access', to_jsonb(OLD)->>TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER project_members_access AFTER UPDATE OR DELETE ON project_members
    FOR EACH ROW EXECUTE FUNCTION access_changed('user_id');
CREATE OR REPLACE TRIGGER projects_access AFTER UPDATE OF user_id OR DELETE ON projects
    FOR EACH ROW EXECUTE FUNCTION access_changed('user_id');
CREATE OR REPLACE TRIGGER users_access AFTER UPDATE OF role, disabled_at OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION access_changed('id');
CREATE OR REPLACE TRIGGER sessions_access AFTER UPDATE OF ended_at OR DELETE ON sessions
    FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION access_changed('user_id');
CREATE OR REPLACE TRIGGER api_tokens_access AFTER UPDATE OF revoked_at OR DELETE ON api_tokens
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL) EXECUTE FUNCTION access_changed('user_id');
