-- SPDX-License-Identifier: ISC
-- user_budget: GET users/me/budget: what one's projects have spent this month, and may. $1 caller uuid. Returns one row. Writes nothing.
SELECT to_char(m.month, 'YYYY-MM') AS month, m.spent_usd::float8 AS spent_usd, user_held($1::uuid)::float8 AS reserved_usd, m.limit_usd::float8 AS limit_usd
FROM user_month($1::uuid) AS m
