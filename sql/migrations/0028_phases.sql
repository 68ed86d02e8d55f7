-- SPDX-License-Identifier: ISC
-- A graph may have up to 20 phases (lib/graph.c); its fourth could not be stored.
ALTER DOMAIN project_phase DROP CONSTRAINT project_phase_check;
ALTER DOMAIN project_phase ADD CONSTRAINT project_phase_check CHECK (VALUE BETWEEN 0 AND 20);
