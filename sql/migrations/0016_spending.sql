-- SPDX-License-Identifier: ISC
-- What people may spend in a month, prices that are not known, and what agents ask.

-- What a person's projects may spend in a calendar month (UTC), and have spent.
CREATE TABLE user_budgets (
    user_id    uuid PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    limit_usd  numeric(12, 2) NOT NULL CHECK (limit_usd >= 0)     -- no row: the installation's limit
);
CREATE TABLE user_months (
    user_id    uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    spent_usd  numeric(12, 6) NOT NULL DEFAULT 0 CHECK (spent_usd >= 0),
    PRIMARY KEY (user_id, month)
);

-- Whether the model's price was known: what is not known is not nothing.
ALTER TABLE turns ADD COLUMN priced boolean NOT NULL DEFAULT true;
