-- SPDX-License-Identifier: ISC
-- roles_make() -> rows (role text, state text): the roles that ludwright-api, ludwright-worker and ludwright-relay connect with, made where this account may
-- make roles. They have no password; how they sign in is pg_hba.conf's matter (docs/install.md).
-- Returns: a row a role; state is there, made or missing. Errors: none. Writes: roles.
CREATE OR REPLACE FUNCTION roles_make() RETURNS TABLE (role text, state text) LANGUAGE plpgsql AS $$
BEGIN
    FOREACH role IN ARRAY ARRAY['ludwright_api', 'ludwright_worker', 'ludwright_relay'] LOOP
        state := 'there';
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role);
                state := 'made';
            EXCEPTION WHEN insufficient_privilege THEN
                state := 'missing';
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
