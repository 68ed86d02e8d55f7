-- SPDX-License-Identifier: ISC
-- user_month(user uuid) -> row: the calendar month that it is (UTC), what the user's projects have spent in it, and what they may: the user's own limit, else
-- the installation's (setting ludwright.user_month_usd; 0: none).
-- Returns: month, spent_usd, limit_usd (NULL: none). Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION user_month(p_user uuid, OUT month date, OUT spent_usd numeric, OUT limit_usd numeric) LANGUAGE plpgsql STABLE AS $$
BEGIN
    month := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date;
    spent_usd := coalesce((SELECT m.spent_usd FROM user_months m WHERE m.user_id = p_user AND m.month = user_month.month), 0);
    limit_usd := coalesce((SELECT b.limit_usd FROM user_budgets b WHERE b.user_id = p_user),
        nullif(nullif(current_setting('ludwright.user_month_usd', true), '')::numeric, 0));
END
$$;
