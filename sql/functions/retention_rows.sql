-- SPDX-License-Identifier: ISC
-- retention_rows(class text, before timestamptz, n int, really boolean) -> bigint: up to n rows of a class that are older than that go: jobs (dead letters), notifications,
-- deliveries (that have ended), sessions (that have ended), accounts (invitations and ways to new passwords that have run out, keys of repeated requests).
-- Returns: how many went, or would go. Errors: 22023 for another class. Writes: the tables of the class.
CREATE OR REPLACE FUNCTION retention_rows(p_class text, p_before timestamptz, p_n int, p_really boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_part record;
    v_rows bigint;
    v_all bigint := 0;
BEGIN
    FOR v_part IN SELECT * FROM (VALUES
        ('jobs', 'dead_jobs', 'died_at < $1'),
        ('notifications', 'notifications', 'created_at < $1'),
        ('deliveries', 'deliveries', 'ended_at < $1'),
        ('sessions', 'sessions', 'ended_at < $1'),
        ('accounts', 'invitations', 'expires_at < $1'),
        ('accounts', 'project_invitations', 'expires_at < $1'),
        ('accounts', 'password_resets', 'coalesce(expires_at, created_at) < $1'),
        ('accounts', 'idempotency_keys', 'created_at < $1')) AS t(class, name, condition) WHERE t.class = p_class
    LOOP
        IF p_really THEN
            EXECUTE format('DELETE FROM %1$I WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$I WHERE %2$s LIMIT $2))', v_part.name, v_part.condition)
            USING p_before, p_n;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
        ELSE
            EXECUTE format('SELECT count(*) FROM %I WHERE %s', v_part.name, v_part.condition) INTO v_rows USING p_before;
        END IF;
        v_all := v_all + v_rows;
    END LOOP;
    IF v_rows IS NULL THEN
        RAISE invalid_parameter_value USING MESSAGE = format('there is no class %s', p_class);
    END IF;
    RETURN v_all;
END
$$;
