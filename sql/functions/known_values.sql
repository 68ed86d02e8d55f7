-- SPDX-License-Identifier: ISC
-- What a new row begins with, of its domain's type: calls that the planner replaces by their values once a session. A constant, a column's default too,
-- is held against its domain in each statement, which costs as much as writing an index entry.
--   status_draft() project_status, reason_none() project_reason, phase_none() project_phase, percent_none() percent, outcome_ok() audit_outcome
-- Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION status_draft() RETURNS project_status LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'draft'::project_status $$;
CREATE OR REPLACE FUNCTION reason_none() RETURNS project_reason LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT NULL::project_reason $$;
CREATE OR REPLACE FUNCTION phase_none() RETURNS project_phase LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 0::project_phase $$;
CREATE OR REPLACE FUNCTION percent_none() RETURNS percent LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 0::percent $$;
CREATE OR REPLACE FUNCTION outcome_ok() RETURNS audit_outcome LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'ok'::audit_outcome $$;
