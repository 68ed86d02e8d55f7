-- SPDX-License-Identifier: ISC
-- budget_held(project uuid) -> numeric: what is set aside for turns that are being asked: of jobs that are at work under the lease that set it aside.
-- Returns: US dollars. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION budget_held(p_project uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(h.usd), 0) FROM turn_holds h JOIN jobs j ON j.id = h.job_id AND j.lease = h.lease AND j.leased_by IS NOT NULL
    WHERE h.project_id = p_project
$$;
