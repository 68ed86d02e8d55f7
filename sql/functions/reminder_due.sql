-- SPDX-License-Identifier: ISC
-- reminder_due(config jsonb, waited interval) -> int: how many reminders of a checkpoint are due that has waited so long, by its project's
-- config.reminders: {"first", "escalation", "repeat": hours, "most": how many}; 4, 24, 24 and 7 where it does not say. 0 for a quiet project.
-- Returns: 0, 1 the first, 2 the escalation, 3 … the ones that repeat. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION reminder_due(p_config jsonb, p_waited interval) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_own jsonb := p_config->'reminders';
    v_hours float8 := extract(epoch FROM p_waited) / 3600;
    v_first float8 := coalesce((v_own->>'first')::float8, 4);
    v_escalation float8 := greatest(coalesce((v_own->>'escalation')::float8, 24), v_first);
    v_number int := 0;
BEGIN
    IF v_hours < v_first OR coalesce((p_config->>'quiet')::boolean, false) THEN
        RETURN 0;
    ELSIF v_hours < v_escalation THEN
        v_number := 1;
    ELSE
        v_number := 2 + floor((v_hours - v_escalation) / greatest(coalesce((v_own->>'repeat')::float8, 24), 1));
    END IF;
    RETURN least(coalesce((v_own->>'most')::float8::int, 7), v_number);
END
$$;
