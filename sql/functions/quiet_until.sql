-- SPDX-License-Identifier: ISC
-- quiet_until(settings jsonb, at timestamptz) -> timestamptz: when a person may be disturbed: `at`, or the end of the quiet hours that it falls into:
-- settings.quiet_hours {"from": "22:00", "to": "07:00"} in settings.timezone (UTC where that is missing or no zone).
-- Returns: not before `at`. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION quiet_until(p_settings jsonb, p_at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_zone text := coalesce(p_settings->>'timezone', 'UTC');
    v_from time;
    v_to time;
    v_now timestamp;
    v_end timestamp;
    v_quiet boolean;
BEGIN
    IF coalesce(jsonb_typeof(p_settings->'quiet_hours'), 'null') <> 'object' THEN
        RETURN p_at;
    END IF;
    BEGIN
        v_from := (p_settings->'quiet_hours'->>'from')::time;
        v_to := (p_settings->'quiet_hours'->>'to')::time;
        v_now := p_at AT TIME ZONE v_zone;
    EXCEPTION WHEN data_exception THEN
        RETURN p_at; -- what people wrote there is no time or no zone
    END;
    v_quiet := CASE WHEN v_from < v_to THEN v_now::time >= v_from AND v_now::time < v_to
        WHEN v_from > v_to THEN v_now::time >= v_from OR v_now::time < v_to ELSE false END;
    IF NOT v_quiet THEN
        RETURN p_at;
    END IF;
    v_end := v_now::date + v_to;
    IF v_end <= v_now THEN
        v_end := v_end + interval '1 day';
    END IF;
    RETURN greatest(p_at, v_end AT TIME ZONE v_zone);
END
$$;
