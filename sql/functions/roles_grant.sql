-- SPDX-License-Identifier: ISC
-- roles_grant(role text): gives a role what roles_rights says, and takes everything else of this schema from it and from PUBLIC. Runs at each
-- `ludctl migrate`, after tables and functions are there.
-- Functions run with their caller's rights, so that tables decide; those with their owner's are for the API alone (live_look for the relay
-- too), those for the upkeep of the database for its owner.
-- Returns: nothing. Errors: 42501 when the tables are another role's. Writes: rights.
CREATE OR REPLACE FUNCTION roles_grant(p_role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_part text := replace(p_role, 'ludwright_', '');
    v record;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', p_role);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM %I', p_role);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', p_role);
    FOR v IN SELECT c.relname AS name, to_jsonb(r)->>v_part AS rights FROM pg_class c LEFT JOIN roles_rights() r ON c.relname::text = ANY (r.tables)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        v.rights := coalesce(v.rights, CASE v_part WHEN 'api' THEN 'SELECT, INSERT, UPDATE, DELETE' ELSE '' END);
        IF v.rights <> '' THEN
            EXECUTE format('GRANT %s ON TABLE %I TO %I', v.rights, v.name, p_role);
        END IF;
    END LOOP;
    IF v_part <> 'relay' THEN -- an identity's sequence needs no right of its own
        FOR v IN SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('i', 'e'))
        LOOP
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO %I', v.name, p_role);
        END LOOP;
    END IF;
    IF v_part <> 'api' THEN
        EXECUTE format('GRANT SELECT (id, email, name, role, settings, disabled_at) ON users TO %I', p_role);
    END IF;
    FOR v IN SELECT p.oid::regprocedure AS name, p.prosecdef, p.proname = 'live_look' AS live,
            p.proname IN ('audit_prune', 'retention_logs', 'retention_events', 'retention_rows', 'logs_partition', 'roles_make', 'roles_grant') AS upkeep FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', v.name);
        IF (v_part = 'api' OR NOT v.prosecdef OR (v_part = 'relay' AND v.live)) AND NOT v.upkeep THEN
            EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', v.name, p_role);
        END IF;
    END LOOP;
    BEGIN
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = public, pg_temp', p_role, current_database());
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- what is left stands on the rights of the tables
    END;
END
$$;
