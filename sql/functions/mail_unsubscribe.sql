-- SPDX-License-Identifier: ISC
-- mail_unsubscribe(user uuid, class text) -> void: no more mail of that class (notice_class), or of `all`; what waits is not sent either.
-- Returns: nothing. Errors: none. Writes: users, deliveries.
CREATE OR REPLACE FUNCTION mail_unsubscribe(p_user uuid, p_class text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_class text;
BEGIN
    FOREACH v_class IN ARRAY CASE p_class WHEN 'all' THEN ARRAY['checkpoint', 'question', 'reminder', 'completed', 'failed', 'shared'] ELSE ARRAY[p_class] END LOOP
        UPDATE users SET settings = settings || jsonb_build_object('notifications', coalesce(settings->'notifications', '{}')
            || jsonb_build_object(v_class, coalesce(settings->'notifications'->v_class, '{}') || '{"mail": false}'))
        WHERE id = p_user AND deleted_at IS NULL;
        UPDATE deliveries SET status = 'off', ended_at = clock_timestamp()
        WHERE user_id = p_user AND channel = 'mail' AND status = 'waiting' AND notice_class(kind) = v_class;
    END LOOP;
END
$$;
