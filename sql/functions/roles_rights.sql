-- SPDX-License-Identifier: ISC
-- roles_rights() -> rows (tables text[], api, worker, relay text): what each program's role may do with the tables, as GRANT says it; '' is nothing. Every
-- table stands here (tests/sql/t/roles.sql); one that does not is the API's alone. Names of tables that are not there are passed over.
-- Columns of users for worker and relay are in roles_grant: no password hashes.
-- Returns: rows. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION roles_rights() RETURNS TABLE (tables text[], api text, worker text, relay text) LANGUAGE sql IMMUTABLE AS $$
    SELECT t.tables::text[], t.api, t.worker, t.relay FROM (VALUES
    -- what is never changed
    ('{audit}', 'SELECT, INSERT', 'SELECT (id), INSERT', ''),
    ('{audit_seals}', 'SELECT', '', ''),
    ('{audit_heads}', 'SELECT, INSERT', '', ''),
    ('{decisions}', 'SELECT, INSERT', 'SELECT, INSERT', ''),
    ('{events}', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT'),
    ('{agent_outputs}', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT'),
    ('{schema_migrations,status_transitions,graph_versions}', 'SELECT', 'SELECT', 'SELECT'),
    -- secrets and accounts
    ('{users}', 'SELECT, INSERT, UPDATE, DELETE', '', ''),
    ('{sessions}', 'SELECT, INSERT, UPDATE, DELETE', '', 'SELECT'),
    ('{api_tokens}', 'SELECT, INSERT, UPDATE, DELETE', '', 'SELECT'),
    ('{password_resets}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('{invitations,project_invitations,idempotency_keys,shares}', 'SELECT, INSERT, UPDATE, DELETE', '', ''),
    ('{secrets}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', ''),
    ('{data_keys}', 'SELECT, INSERT', 'SELECT', ''),
    ('{provider_tests}', 'SELECT, INSERT, DELETE', 'SELECT, UPDATE', ''),
    -- projects and their runs
    ('{projects,project_members}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE', 'SELECT'),
    ('{runs,agents,checkpoints}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('{snapshots,budgets,event_heads}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('{comments}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', ''),
    ('{questions}', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE', ''),
    ('{notifications}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT', 'SELECT'),
    ('{checkpoint_reminders}', 'SELECT', 'SELECT, INSERT', ''),
    ('{webhooks}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', ''),
    ('{deliveries}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', ''),
    ('{maintenance}', 'SELECT, UPDATE', 'SELECT', 'SELECT'),
    ('{agent_logs}', 'SELECT, INSERT', 'SELECT, INSERT', 'SELECT'),
    ('{agent_logs_default}', '', '', ''),
    ('{turns,step_failures}', 'SELECT, INSERT', 'SELECT, INSERT', ''),
    ('{user_budgets}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT', ''),
    ('{user_months}', 'SELECT', 'SELECT, INSERT, UPDATE', ''),
    ('{turn_holds}', 'SELECT', 'SELECT, INSERT, DELETE', ''),
    ('{files}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('{output_files,blobs}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT', 'SELECT'),
    -- the queue
    ('{jobs,dead_jobs}', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('{workers}', 'SELECT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE', '')) AS t(tables, api, worker, relay)
$$;
