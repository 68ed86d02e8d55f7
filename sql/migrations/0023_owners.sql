-- SPDX-License-Identifier: ISC
-- A project's owner stands in its own row alone: a second one among the members cost a new project two foreign keys, three indexes and a trigger, a
-- quarter of the whole. project_members keeps who joined; project_people are all of them.
DROP TRIGGER IF EXISTS project_members_guard ON project_members;
DROP TRIGGER IF EXISTS project_members_access ON project_members;
DELETE FROM project_members m USING projects p WHERE p.id = m.project_id AND p.user_id = m.user_id;
DROP INDEX project_members_shared_idx;
ALTER TABLE project_members DROP COLUMN co_owner;

-- The latest run is one of the project's own, goes with it, and is never deleted alone; each new project, which has none, was asked for it.
ALTER TABLE projects DROP CONSTRAINT projects_run_id_fkey;

CREATE VIEW project_people AS
    SELECT id AS project_id, user_id, 'owner'::text AS role, created_at FROM projects
    UNION ALL SELECT project_id, user_id, role::text, created_at FROM project_members;
