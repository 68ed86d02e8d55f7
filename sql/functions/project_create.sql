-- SPDX-License-Identifier: ISC
-- project_create(user uuid, input jsonb) -> uuid: a draft; input {"name", "description", "concept", "config"}, already validated.
-- The seed is config.seed, or drawn; the budget is config.budget_usd.
-- Returns: the project's id. Errors: LW404 unknown or disabled user; LW400 {"field"}.
-- Writes: projects, project_members, event_heads, budgets, audit.
CREATE OR REPLACE FUNCTION project_create(p_user uuid, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_config jsonb := coalesce(nullif(p_input->'config', 'null'), '{}');
    v_id uuid;
BEGIN
    PERFORM FROM users WHERE id = p_user AND disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'no such user');
    ELSIF coalesce(btrim(p_input->>'name'), '') = '' THEN
        PERFORM refuse('LW400', 'a project needs a name', '{"field": "name"}');
    ELSIF jsonb_typeof(p_input->'concept') IS DISTINCT FROM 'object' THEN
        PERFORM refuse('LW400', 'a project needs a concept', '{"field": "concept"}');
    END IF;
    WITH made AS (
        INSERT INTO projects (user_id, name, description, concept, config, seed)
        VALUES (p_user, btrim(p_input->>'name'), p_input->>'description', p_input->'concept', v_config,
            coalesce((v_config->>'seed')::bigint, floor(random() * 4294967296)::bigint))
        RETURNING id
    ), owner AS (
        INSERT INTO project_members (project_id, user_id, role) SELECT id, p_user, 'owner' FROM made
    ), head AS (
        INSERT INTO event_heads (project_id) SELECT id FROM made
    ), budget AS (
        INSERT INTO budgets (project_id, limit_usd) SELECT id, (v_config->>'budget_usd')::numeric FROM made
    )
    SELECT id INTO v_id FROM made;
    PERFORM audit_write(p_user, 'project.create', public_id('proj', v_id), 'ok');
    RETURN v_id;
END
$$;
