-- SPDX-License-Identifier: ISC
-- What lists read, without what they do not show.

-- GET projects?sort=name
CREATE INDEX projects_name_idx ON projects (user_id, lower(name), id);

-- What is shared with somebody, beside the many projects of one's own.
CREATE INDEX project_members_shared_idx ON project_members (user_id, project_id) WHERE role <> 'owner' OR co_owner;

-- How many checkpoints of a project wait.
CREATE INDEX checkpoints_pending_idx ON checkpoints (project_id) WHERE status = 'pending';
