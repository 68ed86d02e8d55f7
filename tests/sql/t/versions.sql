-- SPDX-License-Identifier: ISC
-- Each statement of ours that changes a project or an agent raises its version, and a project's updated_at follows: ETags and caches stand on it.
BEGIN;
SELECT plan(3);
CREATE TEMP TABLE change AS
    SELECT p.proname, m[1] AS name, m[2] AS rest
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, regexp_matches(p.prosrc, 'UPDATE (projects|agents)\M([^;]*)', 'g') AS m
    WHERE n.nspname = 'public';
SELECT cmp_ok((SELECT count(*)::int FROM change), '>', 12, 'the functions'' statements are found');
SELECT is((SELECT string_agg(proname, ' ') FROM change WHERE rest !~ 'version = (a\.|projects\.)?version \+ 1'), NULL, 'all of them raise the version');
SELECT is((SELECT string_agg(proname, ' ') FROM change WHERE name = 'projects' AND rest !~ 'updated_at ='), NULL, 'and say when a project changed');
SELECT * FROM finish();
ROLLBACK;
