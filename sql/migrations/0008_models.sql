-- SPDX-License-Identifier: ISC
-- What turns that are being asked may cost at most: set aside for one lease of a job, so that one that was lost holds nothing back.

CREATE TABLE turn_holds (
    job_id      bigint PRIMARY KEY,     -- no reference: what a job leaves behind counts no more (functions/budget_held.sql) and is cleared by the next
    lease       bigint NOT NULL,
    project_id  uuid NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    usd         numeric(12, 6) NOT NULL CHECK (usd >= 0)
);
CREATE INDEX turn_holds_project_idx ON turn_holds (project_id);
