-- SPDX-License-Identifier: ISC
-- step_refused(worker uuid, job bigint, lease bigint, status text): says why step_commit cannot be. status: of the project, NULL when it does not
-- run this run any more.
-- Returns: never. Errors: LW901 lost, LW902 conflict, LW903 gone. Writes: nothing.
DROP FUNCTION IF EXISTS step_refused(bigint, text, jsonb);
CREATE OR REPLACE FUNCTION step_refused(p_worker uuid, p_job bigint, p_lease bigint, p_status text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_ours boolean;
BEGIN
    SELECT lease = p_lease AND leased_by = p_worker INTO v_ours FROM jobs WHERE id = p_job;
    IF p_status IS NULL OR NOT FOUND THEN
        PERFORM refuse('LW903', 'the job is gone');
    ELSIF v_ours THEN
        PERFORM refuse('LW902', 'the run has another version');
    ELSE
        PERFORM refuse('LW901', 'the lease is another worker''s');
    END IF;
END
$$;
