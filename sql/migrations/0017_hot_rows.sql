-- SPDX-License-Identifier: ISC
-- What a step costs, a third time. Who inserts agents, checkpoints and decisions has locked their project's row before, or made it, so that it cannot go
-- meanwhile; with it go what hangs on it (functions/project_leavings.sql). A foreign key there looks the project up, and locks it, for each row.
ALTER TABLE agents DROP CONSTRAINT agents_project_id_fkey, DROP CONSTRAINT agents_parent_agent_id_fkey;
ALTER TABLE checkpoints DROP CONSTRAINT checkpoints_project_id_fkey;
ALTER TABLE decisions DROP CONSTRAINT decisions_checkpoint_id_fkey;

-- translate() walks the whole list for each of 64 digits: 33,000 instructions an output.
ALTER DOMAIN sha256_hex DROP CONSTRAINT sha256_hex_check;
ALTER DOMAIN sha256_hex ADD CONSTRAINT sha256_hex_check CHECK (length(VALUE) = 64 AND ltrim(VALUE, '0123456789abcdef') = '');

-- What functions of a step answer: of a named type, since the columns of OUT parameters are read from the catalogue at each call.
CREATE TYPE step_answer AS (seq bigint, next_job bigint, next_lease bigint, next_agent uuid, project_version bigint);
CREATE TYPE step_queued AS (job bigint, lease bigint, agent uuid, event jsonb);
