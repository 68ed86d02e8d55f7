-- SPDX-License-Identifier: ISC
-- Lists of projects by name, as GET projects?sort=name reads them.
CREATE INDEX projects_name_idx ON projects (user_id, lower(name), id);
