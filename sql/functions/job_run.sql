-- SPDX-License-Identifier: ISC
-- job_run(run uuid) -> (graph_version_id uuid, run_version bigint, project_version bigint): what a job's run is at now. Volatile, since job_claim may
-- take a job that was committed after the statement began that calls both: what is read in that statement itself does not know the job's run then.
-- Returns: one row; NULLs when the run is gone. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION job_run(p_run uuid, OUT graph_version_id uuid, OUT run_version bigint, OUT project_version bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    SELECT r.graph_version_id, (SELECT s.number FROM snapshots s WHERE s.run_id = p_run ORDER BY s.number DESC LIMIT 1), p.version
    INTO job_run.graph_version_id, job_run.run_version, job_run.project_version FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id = p_run;
END
$$;
