-- SPDX-License-Identifier: ISC
-- notification_deliver(): trigger of notifications: queues mail and webhooks of a new one as its person wants them, in the same transaction, not before their
-- quiet hours end. One that they do not want in the app is not kept there.
-- Errors: none. Writes: deliveries.
CREATE OR REPLACE FUNCTION notification_deliver() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_settings jsonb;
    v_class text := notice_class(NEW.kind);
    v_now timestamptz := clock_timestamp();
    v_digest timestamptz;
BEGIN
    SELECT settings INTO v_settings FROM users WHERE id = NEW.user_id AND disabled_at IS NULL;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    IF notice_wanted(v_settings, v_class, 'mail') THEN
        v_digest := digest_due(v_settings, v_now);
        INSERT INTO deliveries (user_id, notification_id, project_id, channel, kind, data, digest, due_at)
        VALUES (NEW.user_id, NEW.id, NEW.project_id, 'mail', NEW.kind, NEW.data, v_digest IS NOT NULL,
            quiet_until(v_settings, coalesce(v_digest, v_now)));
    END IF;
    IF notice_wanted(v_settings, v_class, 'webhook') THEN
        INSERT INTO deliveries (user_id, notification_id, project_id, channel, webhook_id, kind, data, due_at)
        SELECT NEW.user_id, NEW.id, NEW.project_id, 'webhook', w.id, NEW.kind, NEW.data, quiet_until(v_settings, v_now)
        FROM webhooks w WHERE w.user_id = NEW.user_id AND w.disabled_at IS NULL;
    END IF;
    RETURN CASE WHEN notice_wanted(v_settings, v_class, 'app') THEN NEW END;
END
$$;
CREATE OR REPLACE TRIGGER notifications_deliver BEFORE INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION notification_deliver();
