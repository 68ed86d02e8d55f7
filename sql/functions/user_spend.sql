-- SPDX-License-Identifier: ISC
-- user_spend(project uuid, usd numeric): adds what a turn cost to the month of the project's owner.
-- Returns: nothing. Errors: none. Writes: user_months.
CREATE OR REPLACE FUNCTION user_spend(p_project uuid, p_usd numeric) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_months AS m (user_id, month, spent_usd)
    SELECT user_id, date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date, p_usd FROM projects WHERE id = p_project
    ON CONFLICT (user_id, month) DO UPDATE SET spent_usd = m.spent_usd + excluded.spent_usd;
END
$$;
