-- SPDX-License-Identifier: ISC
-- digest_due(settings jsonb, at timestamptz) -> timestamptz: when a person's mail goes out together, by settings.notifications.digest: `hourly` at the full
-- hour, `daily` at eight in settings.timezone. NULL: each by itself.
-- Returns: after `at`, or NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION digest_due(p_settings jsonb, p_at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_every text := coalesce(p_settings->'notifications'->>'digest', 'off');
    v_zone text := coalesce(p_settings->>'timezone', 'UTC');
    v_now timestamp;
    v_next timestamp;
BEGIN
    IF v_every = 'hourly' THEN
        RETURN date_trunc('hour', p_at) + interval '1 hour';
    ELSIF v_every <> 'daily' THEN
        RETURN NULL;
    END IF;
    BEGIN
        v_now := p_at AT TIME ZONE v_zone;
    EXCEPTION WHEN data_exception THEN
        v_zone := 'UTC';
        v_now := p_at AT TIME ZONE v_zone;
    END;
    v_next := v_now::date + time '08:00';
    RETURN (v_next + CASE WHEN v_next > v_now THEN interval '0' ELSE interval '1 day' END) AT TIME ZONE v_zone;
END
$$;
