-- SPDX-License-Identifier: ISC
-- maintenance_set(admin uuid, input jsonb) -> maintenance: maintenance begins or ends: {"active", "message", "ends_at"}. Nothing is begun and changed while it is
-- active; workers finish what they have in hand. Tells ludwright-relay, which tells everybody.
-- In: admin NULL for ludctl. Returns: the row as it is now. Errors: none. Writes: maintenance, audit.
CREATE OR REPLACE FUNCTION maintenance_set(p_admin uuid, p_input jsonb) RETURNS maintenance LANGUAGE plpgsql AS $$
DECLARE
    v_active boolean := (p_input->>'active')::boolean;
    v_row maintenance;
BEGIN
    UPDATE maintenance SET active = v_active, version = version + 1, changed_at = clock_timestamp(),
        message = CASE WHEN v_active THEN coalesce(p_input->>'message', '') ELSE message END,
        starts_at = CASE WHEN NOT v_active OR active THEN starts_at ELSE clock_timestamp() END,
        ends_at = CASE WHEN v_active THEN (p_input->>'ends_at')::timestamptz ELSE clock_timestamp() END
    RETURNING * INTO v_row;
    PERFORM audit_write(p_admin, CASE WHEN v_active THEN 'maintenance.on' ELSE 'maintenance.off' END, NULL, 'ok', NULL, NULL, p_input - 'active');
    PERFORM pg_notify('ludwright_access', 'maintenance');
    RETURN v_row;
END
$$;
