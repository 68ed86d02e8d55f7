-- SPDX-License-Identifier: ISC
-- delivery_resend(user uuid, delivery uuid) -> uuid: a webhook's delivery that has come to an end is sent again, with tries of its own. One that still waits is sent now.
-- Returns: its id. Errors: LW404; LW409 while it is on its way, or when its webhook is off. Writes: deliveries.
CREATE OR REPLACE FUNCTION delivery_resend(p_user uuid, p_delivery uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
    v_off boolean;
BEGIN
    SELECT d.status, w.disabled_at IS NOT NULL INTO v_status, v_off FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id
    WHERE d.id = p_delivery AND d.user_id = p_user FOR UPDATE OF d;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'no such delivery');
    ELSIF v_status = 'sending' OR v_off THEN
        PERFORM refuse('LW409', CASE WHEN v_off THEN 'The webhook is off.' ELSE 'It is on its way.' END, '{}');
    END IF;
    UPDATE deliveries SET status = 'waiting', tries = 0, due_at = clock_timestamp(), ended_at = NULL WHERE id = p_delivery;
    RETURN p_delivery;
END
$$;
