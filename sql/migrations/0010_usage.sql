-- SPDX-License-Identifier: ISC
-- What was spent in a stretch of time, by project (GET users/me/usage, admin/usage), beside all of a project.
CREATE INDEX turns_project_time_idx ON turns (project_id, created_at);
DROP INDEX turns_project_idx;
