-- SPDX-License-Identifier: ISC
-- project_create(user uuid, input jsonb, address inet, request_id text) -> uuid: a draft; input {"name", "description", "concept", "config"}, already validated.
-- The seed is config.seed, or drawn. What events and money are counted in comes with the first event (functions/project_ledger.sql). One statement,
-- with the audit row as audit_write makes it: each further one costs as much as the row that it writes. Each function and operator in it costs some
-- 2,500 instructions to make ready, each domain more: known values come as functions/known_values.sql.
-- Returns: the project's id. Errors: LW404 unknown or disabled user; LW400 {"field"}.
-- Writes: projects, audit.
DROP FUNCTION IF EXISTS project_create(uuid, jsonb);
CREATE OR REPLACE FUNCTION project_create(p_user uuid, p_input jsonb, p_address inet DEFAULT nullif(current_setting('ludwright.address', true), '')::inet,
    p_request_id text DEFAULT nullif(current_setting('ludwright.request_id', true), '')) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_config jsonb := coalesce(nullif(p_input->'config', 'null'), '{}');
    v_id uuid;
BEGIN
    IF coalesce(btrim(p_input->>'name'), '') = '' THEN
        PERFORM refuse('LW400', 'a project needs a name', '{"field": "name"}');
    ELSIF jsonb_typeof(p_input->'concept') IS DISTINCT FROM 'object' THEN
        PERFORM refuse('LW400', 'a project needs a concept', '{"field": "concept"}');
    END IF;
    WITH made AS (
        INSERT INTO projects (user_id, name, description, concept, config, seed, status, status_reason, current_phase, progress)
        SELECT u.id, btrim(p_input->>'name'), p_input->>'description', p_input->'concept', v_config,
            coalesce((v_config->>'seed')::bigint, floor(random() * 4294967296)::bigint), status_draft(), reason_none(), phase_none(), percent_none()
        FROM users u WHERE u.id = p_user AND u.disabled_at IS NULL
        RETURNING id
    ), trail AS (
        INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
        SELECT p_user, 'project.create', public_id('proj', id), outcome_ok(), p_address, p_request_id FROM made
    )
    SELECT id INTO v_id FROM made;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'no such user');
    END IF;
    RETURN v_id;
END
$$;
