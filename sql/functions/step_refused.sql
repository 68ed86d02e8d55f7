-- SPDX-License-Identifier: ISC
-- step_refused(job bigint, status text, payload jsonb): says why step_commit cannot be: what its fence found of project and job, or NULL.
-- Returns: never. Errors: LW901 lost, LW902 conflict, LW903 gone. Writes: nothing.
CREATE OR REPLACE FUNCTION step_refused(p_job bigint, p_status text, p_payload jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_payload IS NOT NULL THEN
        PERFORM refuse('LW902', 'the run has another version');
    ELSIF p_status IS NOT NULL AND EXISTS (SELECT FROM jobs WHERE id = p_job) THEN
        PERFORM refuse('LW901', 'the lease is another worker''s');
    ELSE
        PERFORM refuse('LW903', 'the job is gone');
    END IF;
END
$$;
