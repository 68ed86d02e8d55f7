-- SPDX-License-Identifier: ISC
-- What projects had spent that were deleted: what a month took does not become less when its projects go.

-- By day (UTC), without the projects' names: whoever deletes one wants it gone.
CREATE TABLE deleted_spending (
    user_id              uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,     -- whose the project was at the end
    day                  date NOT NULL,
    turns                bigint NOT NULL CHECK (turns >= 0),
    input_tokens         bigint NOT NULL CHECK (input_tokens >= 0),
    cached_input_tokens  bigint NOT NULL CHECK (cached_input_tokens >= 0),
    output_tokens        bigint NOT NULL CHECK (output_tokens >= 0),
    cost_usd             numeric(14, 6) NOT NULL CHECK (cost_usd >= 0),
    PRIMARY KEY (user_id, day)
);
