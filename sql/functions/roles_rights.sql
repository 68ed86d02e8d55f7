-- SPDX-License-Identifier: ISC
-- roles_rights() -> rows (tables text[], api, worker, relay text): what each program's role may do with the tables, as GRANT says it; '' is nothing. Every
-- table stands here (tests/sql/t/roles.sql); one that does not is the API's alone. Names of tables that are not there are passed over.
-- Columns of users for worker and relay are in roles_grant: no password hashes.
-- Returns: rows. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION roles_rights() RETURNS TABLE (tables text[], api text, worker text, relay text) LANGUAGE sql IMMUTABLE AS $$
    SELECT t.tables::text[], t.api, t.worker, t.relay FROM (VALUES
    -- what is never changed
    ('{audit}', 'SELECT, INSERT', '', ''),
    ('{audit_seals}', 'SELECT', '', ''),
    ('{audit_heads}', 'SELECT, INSERT', '', ''),
    ('{decisions}', 'SELECT, INSERT', 'SELECT, INSERT', ''),
    ('{events}', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT'),
    ('{agent_outputs}', 'SELECT, INSERT', 'SELECT, INSERT', ''),
    ('{schema_migrations,status_transitions,graph_versions}', 'SELECT', 'SELECT', ''),
    -- secrets and accounts
    ('{users}', 'SELECT, INSERT, UPDATE, DELETE', '', ''),
    ('{sessions}', 'SELECT, INSERT, UPDATE, DELETE', '', 'SELECT'),
    ('{api_tokens}', 'SELECT, INSERT, UPDATE, DELETE', '', 'SELECT'),
    ('{password_resets}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE, DELETE', ''),
    ('{project_invitations,idempotency_keys}', 'SELECT, INSERT, UPDATE, DELETE', '', ''),
    ('{invitations,shares}', 'SELECT, INSERT, UPDATE', '', ''),
    ('{secrets}', 'SELECT, INSERT, DELETE', 'SELECT', ''),
    ('{data_keys}', 'SELECT, INSERT', 'SELECT', ''),
    ('{provider_tests}', 'SELECT, INSERT, DELETE', 'SELECT, UPDATE', ''),
    -- projects and their runs
    ('{projects}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE', 'SELECT'),
    ('{project_members}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', 'SELECT'),
    ('{project_people}', 'SELECT', 'SELECT', 'SELECT'),
    ('{runs}', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE', ''),
    ('{agents,event_heads}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('{checkpoints,budgets}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', ''),
    ('{snapshots}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT', ''),
    ('{comments}', 'SELECT, INSERT, UPDATE', 'SELECT', ''),
    ('{questions}', 'SELECT, UPDATE', 'SELECT, INSERT', ''),
    ('{notifications}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT', 'SELECT'),
    ('{checkpoint_reminders}', 'SELECT', 'SELECT, INSERT', ''),
    ('{webhooks}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', ''),
    ('{deliveries}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', ''),
    ('{maintenance}', 'SELECT, UPDATE', 'SELECT', 'SELECT'),
    ('{agent_logs}', 'SELECT', 'SELECT, INSERT', 'SELECT'),
    ('{agent_logs_default}', '', '', ''),
    ('{turns,step_failures}', 'SELECT', 'SELECT, INSERT', ''),
    ('{user_budgets}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', ''),
    ('{user_months}', 'SELECT', 'SELECT, INSERT, UPDATE', ''),
    ('{deleted_spending}', 'SELECT', '', ''),
    ('{turn_holds}', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('{files}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', ''),
    ('{output_files,blobs}', 'SELECT, INSERT', 'SELECT, INSERT', ''),
    -- the queue
    ('{jobs}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('{dead_jobs}', 'SELECT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', ''),
    ('{workers}', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE', '')) AS t(tables, api, worker, relay)
$$;
