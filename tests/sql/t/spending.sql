-- SPDX-License-Identifier: ISC
-- Budgets at the cent: of a project, and of a person's month over all projects; what is set aside counts, until it is known what it came to.
BEGIN;
SELECT plan(38);
SELECT fix.graph() AS g \gset
SELECT fix.project('{"provider": "anthropic", "budget_usd": 1.00}') AS p, fix.project('{"provider": "anthropic"}') AS q, fix.person('Ann') AS ann, fix.person('Ada', 'admin') AS ada \gset
SELECT project_start(:'ann', :'p') AS run_p, project_start(:'ann', :'q') AS run_q \gset
SELECT fix.commit(:'p', NULL, jsonb_build_array(fix.step('concept'))), fix.commit(:'q', NULL, jsonb_build_array(fix.step('concept')));
CREATE FUNCTION pg_temp.spend(p_job bigint, p_lease bigint, p_number int, p_usd numeric) RETURNS text LANGUAGE sql AS $$
    SELECT turn_store(p_job, p_lease, jsonb_build_object('step_key', 'k', 'number', p_number, 'provider', 'anthropic', 'request_sha256', encode(sha256('q'), 'hex'),
        'response_sha256', encode(sha256('a'), 'hex'), 'cost_usd', p_usd))
$$;
SELECT job AS a_job, lease AS a_lease FROM fix.claim(:'p') \gset
SELECT job AS b_job, lease AS b_lease FROM fix.claim(:'q') \gset
-- a project: 0.60 + 0.40 is one dollar and no cent more
SELECT is(budget_reserve(:a_job, :a_lease, 0.60), 'ok', 'what fits is set aside');
SELECT is(pg_temp.spend(:a_job, :a_lease, 1, 0.60), 'ok', 'and spent');
SELECT is((SELECT spent_usd || ' ' || reserved_usd FROM budgets WHERE project_id = :'p'), '0.600000 0.000000', 'the project''s');
SELECT is((SELECT spent_usd FROM user_month(:'ann')), 0.6, 'and its owner''s');
SELECT is(pg_temp.spend(:a_job, :a_lease, 1, 0.60), 'ok', 'the same turn again');
SELECT is((SELECT spent_usd FROM user_month(:'ann')), 0.6, 'counts once');
SELECT is(budget_reserve(:a_job, :a_lease, 0.40), 'ok', 'to the cent');
SELECT is(budget_reserve(:a_job, :a_lease, 0.400001), 'over', 'and no further');
SELECT is((SELECT status || ' ' || status_reason FROM projects WHERE id = :'p'), 'paused budget', 'the project pauses');
SELECT matches((SELECT message FROM agent_logs WHERE project_id = :'p'), 'may cost up to 0.4000 USD; spent are 0.6000 of 1.00 USD', 'and says why');
-- a month, over all projects: the installation's limit, then one of her own
SELECT is((SELECT limit_usd FROM user_month(:'ann')), NULL, 'no limit');
SELECT set_config('ludwright.user_month_usd', '1', true);
SELECT is((SELECT limit_usd FROM user_month(:'ann')), 1::numeric, 'the installation''s');
SELECT is(budget_reserve(:b_job, :b_lease, 0.40), 'ok', 'the other project has what is left');
SELECT is(user_held(:'ann'), 0.40, 'which is set aside');
SELECT is(budget_reserve(:b_job, :b_lease, 0.41), 'over', 'a cent more is not there');
SELECT matches((SELECT message FROM agent_logs WHERE project_id = :'q'), 'month''s budget of the project''s owner: .* 0.4100 USD; spent are 0.6000 of 1.00 USD in \d{4}-\d\d', 'it says whose');
SELECT is((SELECT status || ' ' || status_reason FROM projects WHERE id = :'q'), 'paused budget', 'and pauses');
SELECT account_change(:'ada', :'ann', NULL, '{"month_limit_usd": 1.01}', NULL, NULL);
SELECT project_resume(:'ann', :'q');
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1, held = false WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT is(budget_reserve(:b_job, :b_lease, 0.41), 'ok', 'her own limit counts before it');
UPDATE jobs SET leased_by = NULL WHERE id = :b_job;
SELECT is(user_held(:'ann'), 0.41, 'what a lost lease set aside counts: it may have been asked');
SELECT is(turn_cut(:b_job, :b_lease - 1, 0.1), 'none', 'another lease does not say what it cost');
SELECT is(turn_cut(:b_job, :b_lease, 0.11), 'ok', 'its own says what was heard, though it does not hold any more');
SELECT is(turn_cut(:b_job, :b_lease, 0.11), 'none', 'once');
SELECT is(ARRAY[user_held(:'ann'), (SELECT spent_usd FROM user_month(:'ann')), (SELECT spent_usd FROM budgets WHERE project_id = :'q'),
    (SELECT reserved_usd FROM budgets WHERE project_id = :'q')], ARRAY[0, 0.71, 0.11, 0], 'and that is spent');
-- nobody says what it cost
SAVEPOINT lost;
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1, held = false WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT budget_reserve(:b_job, :b_lease, 0.2);
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1 WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT is(budget_reserve(:b_job, :b_lease, 0.05), 'ok', 'who has the job next asks again');
SELECT is(ARRAY[user_held(:'ann'), (SELECT spent_usd FROM user_month(:'ann'))], ARRAY[0.05, 0.91], 'what was set aside before is spent');
DELETE FROM jobs WHERE id = :b_job;
SELECT turns_reap(), turns_reap();
SELECT is(user_held(:'ann'), 0.05, 'of one that is cancelled its worker may still say it');
UPDATE turn_holds SET lost_at = lost_at - interval '61 seconds';
SELECT turns_reap();
SELECT is(ARRAY[user_held(:'ann'), (SELECT spent_usd FROM user_month(:'ann'))], ARRAY[0, 0.96], 'after a minute it is spent');
ROLLBACK TO lost;
-- a project is deleted while its turn is asked
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1, held = false WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT budget_reserve(:b_job, :b_lease, 0.2);
DELETE FROM projects WHERE id = :'q';
SELECT is(ARRAY[user_held(:'ann'), (SELECT spent_usd FROM user_month(:'ann'))], ARRAY[0, 0.91], 'what was set aside is spent');
ROLLBACK TO lost;
UPDATE jobs SET leased_by = NULL WHERE id = :b_job;
UPDATE user_months SET month = month - interval '1 month';
SELECT is((SELECT spent_usd FROM user_month(:'ann')), 0::numeric, 'a new month begins with nothing');
SELECT account_change(:'ada', :'ann', NULL, '{"month_limit_usd": null}', NULL, NULL);
SELECT is((SELECT limit_usd FROM user_month(:'ann')), 1::numeric, 'without one of her own, the installation''s again');
-- a price that nobody knows: no limit holds it, so where there is one it is not asked
SELECT account_change(:'ada', :'ann', NULL, '{"month_limit_usd": 5}', NULL, NULL);
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1 WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT is(budget_reserve(:b_job, :b_lease, NULL), 'over', 'not with a month''s limit');
SELECT matches((SELECT message FROM agent_logs WHERE project_id = :'q' ORDER BY id DESC LIMIT 1), 'price of this model is not known', 'it says why');
SELECT account_change(:'ada', :'ann', NULL, '{"month_limit_usd": null}', NULL, NULL), set_config('ludwright.user_month_usd', '', true);
SELECT project_resume(:'ann', :'q');
UPDATE jobs SET leased_by = fix.worker(), lease = lease + 1, held = false WHERE id = :b_job RETURNING lease AS b_lease \gset
SELECT is(budget_reserve(:b_job, :b_lease, NULL), 'ok', 'but without any');
-- one that gets no further
SELECT is(job_stuck(:b_job, :b_lease - 1, '{}'), 'lost', 'another lease''s');
SELECT is(job_stuck(:b_job, :b_lease, '{"failure": {"step_key": "k", "stage": "run", "revision": 1, "error": "it turns in circles", "error_type": "invalid_output", "raw": "hm",
    "raw_bytes": 2}}'), 'ok', 'it waits');
SELECT is((SELECT status || ' ' || status_reason FROM projects WHERE id = :'q'), 'paused error', 'the project pauses');
SELECT is((SELECT format('%s %s %s', held, leased_by IS NULL, created_at > now()) FROM jobs WHERE id = :b_job), 't t t', 'the job waits, as if it were new');
SELECT is((SELECT f.raw || ' ' || a.current_task FROM step_failures f JOIN agents a ON a.id = f.agent_id WHERE f.project_id = :'q'), 'hm it turns in circles', 'what it said is kept');
SELECT * FROM finish();
ROLLBACK;
