-- SPDX-License-Identifier: ISC
-- zone_known(zone text) -> boolean: whether it names a zone in which times can be said. A text with digits may be a rule that PostgreSQL makes a zone of
-- ("Nowhere3"): of these only the zones of whole hours are names. Returns: true also for NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION zone_known(p_zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_zone ~ '[0-9]' AND p_zone !~ '^Etc/GMT[-+]?[0-9]{1,2}$' THEN
        RETURN false;
    END IF;
    PERFORM now() AT TIME ZONE p_zone;
    RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END
$$;
