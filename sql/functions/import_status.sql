-- SPDX-License-Identifier: ISC
-- import_status(project uuid, row jsonb): where an imported project stands. Drafts, completed and cancelled ones as they were; any other has failed and goes
-- on with `start`, when its graph is stored here and its latest run has a state; else it is a draft, which starts anew.
-- Returns: nothing. Errors: 22xxx, 23xxx. Writes: projects.
CREATE OR REPLACE FUNCTION import_status(p_project uuid, p_row jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_run runs;
    v_whole boolean;
    v_status text := p_row->>'status';
BEGIN
    SELECT * INTO v_run FROM runs WHERE project_id = p_project ORDER BY number DESC LIMIT 1;
    v_whole := EXISTS (SELECT FROM snapshots WHERE run_id = v_run.id)
        AND EXISTS (SELECT FROM graph_versions WHERE id = v_run.graph_version_id AND sha256 = p_row->>'graph_sha256');
    v_status := CASE WHEN v_run.id IS NULL AND v_status <> 'cancelled' THEN 'draft' WHEN v_status IN ('draft', 'cancelled', 'completed') THEN v_status
        WHEN v_whole THEN 'failed' ELSE 'draft' END;
    UPDATE projects SET version = version + 1, updated_at = now(), run_id = v_run.id, seed = (p_row->>'seed')::bigint,
        current_phase = (p_row->>'current_phase')::int, progress = (p_row->>'progress')::int, status = CASE WHEN v_status IN ('completed', 'failed') THEN 'running' ELSE v_status END
    WHERE id = p_project;
    IF v_status IN ('completed', 'failed') THEN
        UPDATE projects SET status = v_status, status_reason = CASE v_status WHEN 'failed' THEN 'user' END,
            version = version + 1, updated_at = now()
        WHERE id = p_project;
    END IF;
END
$$;
