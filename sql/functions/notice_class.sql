-- SPDX-License-Identifier: ISC
-- notice_class(kind text) -> text: under which name people choose about notifications of that kind: checkpoint, question, reminder, completed, failed, shared.
-- Returns: never NULL. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION notice_class(p_kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_kind WHEN 'checkpoint:created' THEN 'checkpoint' WHEN 'question' THEN 'question' WHEN 'checkpoint:reminder' THEN 'reminder' WHEN 'project:completed' THEN 'completed'
        WHEN 'project:failed' THEN 'failed' WHEN 'project:paused' THEN 'failed' ELSE 'shared' END
$$;
