-- SPDX-License-Identifier: ISC
-- What a new project costs: the text of a table's check is read in each statement that writes to it, a domain's once a session; a check of several
-- columns becomes a trigger's (functions/row_guards.sql). Values and errors are the same. Domains get their check when they are in place, so that
-- tables are looked through and not written anew.
CREATE DOMAIN member_role AS text;
ALTER TABLE project_members DROP CONSTRAINT project_members_role_check, DROP CONSTRAINT project_members_check, ALTER COLUMN role TYPE member_role;
ALTER DOMAIN member_role ADD CONSTRAINT member_role_check CHECK (VALUE IN ('owner', 'editor', 'reviewer', 'viewer'));

CREATE DOMAIN audit_outcome AS text;
CREATE DOMAIN finite_time AS timestamptz;
ALTER TABLE audit DROP CONSTRAINT audit_outcome_check, DROP CONSTRAINT audit_at_finite,
    ALTER COLUMN outcome TYPE audit_outcome, ALTER COLUMN at TYPE finite_time;
ALTER DOMAIN audit_outcome ADD CONSTRAINT audit_outcome_check CHECK (VALUE IN ('ok', 'refused', 'failed'));
ALTER DOMAIN finite_time ADD CONSTRAINT finite_time_check CHECK (isfinite(VALUE));

-- No statement reads projects by their status; without it a change of status is a HOT update.
DROP INDEX idx_projects_status;
