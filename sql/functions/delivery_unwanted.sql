-- SPDX-License-Identifier: ISC
-- delivery_unwanted(delivery deliveries, mail boolean) -> boolean: what has no use any more when its time comes: its person is gone or sees the project no more, the
-- checkpoint is decided, the webhook is off, or mail is not sent here at all.
-- Returns: never NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION delivery_unwanted(p_delivery deliveries, p_mail boolean) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_delivery.channel = 'mail' AND NOT p_mail OR NOT EXISTS (SELECT FROM users WHERE id = p_delivery.user_id AND disabled_at IS NULL) THEN
        RETURN true;
    ELSIF p_delivery.channel = 'webhook' AND EXISTS (SELECT FROM webhooks WHERE id = p_delivery.webhook_id AND disabled_at IS NOT NULL) THEN
        RETURN true;
    ELSIF p_delivery.project_id IS NOT NULL AND p_delivery.kind <> 'project:invited'
            AND project_role(p_delivery.user_id, p_delivery.project_id) IS NULL THEN
        RETURN true;
    END IF;
    RETURN p_delivery.kind LIKE 'checkpoint:%' AND EXISTS (SELECT FROM checkpoints
        WHERE project_id = p_delivery.project_id AND public_id('ckpt', id) = p_delivery.data->>'checkpoint_id' AND status <> 'pending');
END
$$;
