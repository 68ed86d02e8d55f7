-- SPDX-License-Identifier: ISC
-- turns_reap(): what was set aside for a turn whose job is at work no more, and of which its worker has not said within a minute what it cost, is
-- spent: who was killed in the midst of a turn says nothing, and it was asked. One a call, since it locks budget and month.
-- Returns: nothing. Errors: none. Writes: turn_holds, budgets, user_months.
CREATE OR REPLACE FUNCTION turns_reap() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_hold turn_holds;
BEGIN
    SELECT h.* INTO v_hold FROM turn_holds h JOIN budgets b ON b.project_id = h.project_id
    WHERE h.lost_at < clock_timestamp() - interval '1 minute' ORDER BY h.lost_at LIMIT 1
    FOR NO KEY UPDATE OF b SKIP LOCKED; -- it waits for nobody
    IF FOUND THEN
        PERFORM turn_cut(v_hold.job_id, v_hold.lease, NULL);
    END IF;
    UPDATE turn_holds SET lost_at = clock_timestamp() WHERE job_id IN (
        SELECT h.job_id FROM turn_holds h WHERE h.lost_at IS NULL AND NOT EXISTS (
            SELECT FROM jobs j WHERE j.id = h.job_id AND j.lease = h.lease AND j.leased_by IS NOT NULL) FOR UPDATE SKIP LOCKED);
END
$$;
