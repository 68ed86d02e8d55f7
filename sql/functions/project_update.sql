-- SPDX-License-Identifier: ISC
-- project_update(user uuid, project uuid, need text, version bigint, input jsonb) -> uuid: merges what is given, already validated.
-- The concept and the seed of a run at work stay as they are; a raised budget counts at once.
-- Returns: the project's id. Errors: LW404, LW403, LW412 {"revision"}, LW409. Writes: projects, budgets, audit.
CREATE OR REPLACE FUNCTION project_update(p_user uuid, p_project uuid, p_need text, p_version bigint, p_input jsonb) RETURNS uuid
    LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(p_need));
    v_config jsonb := coalesce(p_input->'config', '{}');
BEGIN
    IF p_version <> v_project.version THEN
        PERFORM refuse('LW412', 'the project has changed', jsonb_build_object('revision', v_project.version));
    ELSIF v_project.status = 'cancelled' OR (v_project.status IN ('running', 'paused') AND (p_input ? 'concept' OR v_config ? 'seed')) THEN
        PERFORM project_refuse(v_project.status);
    END IF;
    UPDATE projects SET version = version + 1, updated_at = now(),
        name = coalesce(btrim(p_input->>'name'), name),
        description = CASE WHEN p_input ? 'description' THEN p_input->>'description' ELSE description END,
        concept = concept || coalesce(p_input->'concept', '{}'),
        config = config || v_config,
        seed = coalesce((v_config->>'seed')::bigint, seed)
    WHERE id = p_project;
    IF v_config ? 'budget_usd' THEN
        UPDATE budgets SET limit_usd = (v_config->>'budget_usd')::numeric WHERE project_id = p_project;
    END IF;
    PERFORM audit_write(p_user, 'project.update', public_id('proj', p_project), 'ok', NULL, NULL,
        jsonb_build_object('fields', (SELECT jsonb_agg(k) FROM jsonb_object_keys(p_input) AS k)));
    RETURN p_project;
END
$$;
