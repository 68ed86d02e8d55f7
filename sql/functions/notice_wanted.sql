-- SPDX-License-Identifier: ISC
-- notice_wanted(settings jsonb, class text, way text) -> boolean: does a person want notifications of that class that way (app, mail, webhook)? Who never said:
-- in the app and by webhook all, by mail all but that something is to be reviewed, of which a reminder comes. Of questions, what they said of `shared`, of
-- which those were a part.
-- Returns: never NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION notice_wanted(p_settings jsonb, p_class text, p_way text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((p_settings->'notifications'->p_class->>p_way)::boolean,
        CASE p_class WHEN 'question' THEN (p_settings->'notifications'->'shared'->>p_way)::boolean END, p_way <> 'mail' OR p_class <> 'checkpoint')
$$;
