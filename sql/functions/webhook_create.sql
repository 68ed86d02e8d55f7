-- SPDX-License-Identifier: ISC
-- webhook_create(user uuid, id uuid, value bytea, key text, hint text, input jsonb) -> uuid: a webhook {"url", "note"} with its secret, which was sealed for this id.
-- Returns: the id. Errors: LW404; LW409 when the data key was rotated meanwhile; LW429 for more than twenty. Writes: secrets, webhooks, audit.
CREATE OR REPLACE FUNCTION webhook_create(p_user uuid, p_id uuid, p_value bytea, p_key text, p_hint text, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    PERFORM secret_put(p_id, p_user, 'webhook_secret', p_id::text, p_value, p_key, p_hint);
    IF (SELECT count(*) FROM webhooks WHERE user_id = p_user) >= 20 THEN
        PERFORM refuse('LW429', 'twenty webhooks are the most');
    END IF;
    INSERT INTO webhooks (id, user_id, url, note) VALUES (p_id, p_user, p_input->>'url', p_input->>'note');
    RETURN p_id;
END
$$;
