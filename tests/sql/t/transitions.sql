-- SPDX-License-Identifier: ISC
-- Every pair of states of each subject: allowed exactly where status_transitions says so, and that table is what PRODUCT says.
BEGIN;
SELECT fix.waiting() AS p \gset
CREATE TEMP TABLE state (subject text, status text);
INSERT INTO state SELECT 'project', unnest(ARRAY['draft', 'running', 'paused', 'completed', 'failed', 'cancelled'])
    UNION ALL SELECT 'agent', unnest(ARRAY['pending', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled', 'skipped'])
    UNION ALL SELECT 'checkpoint', unnest(ARRAY['pending', 'approved', 'rejected', 'changes_requested']);

-- Puts the row into the old state past the trigger, then tries the new one.
CREATE FUNCTION pg_temp.try(p_subject text, p_old text, p_new text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_table text := p_subject || 's';
    v_set text := CASE p_subject
        WHEN 'agent' THEN 'status = %L, error = ''x'', completed_at = now(), progress = 100'
        WHEN 'checkpoint' THEN 'status = %1$L, resolved_at = CASE WHEN %1$L = ''pending'' THEN NULL ELSE now() END' ELSE 'status = %L' END;
    v_id uuid;
BEGIN
    EXECUTE format('SELECT id FROM %I ORDER BY created_at DESC LIMIT 1', v_table) INTO v_id;
    PERFORM set_config('session_replication_role', 'replica', true);
    EXECUTE format('UPDATE %I SET %s WHERE id = %L', v_table, format(v_set, p_old), v_id);
    PERFORM set_config('session_replication_role', 'origin', true);
    RETURN left(fix.refusal(format('UPDATE %I SET %s WHERE id = %L', v_table, format(v_set, p_new), v_id)), 5);
END
$$;
SELECT plan((SELECT count(*)::int FROM state a JOIN state b USING (subject)) + 5);
SELECT is(pg_temp.try(a.subject, a.status, b.status), CASE WHEN a.status = b.status OR EXISTS (SELECT FROM status_transitions t
    WHERE t.subject = a.subject AND old_status = a.status AND new_status = b.status) THEN 'none' ELSE 'LW409' END,
    format('%s: %s to %s', a.subject, a.status, b.status))
FROM state a JOIN state b ON b.subject = a.subject ORDER BY a.subject, a.status, b.status;
SELECT results_eq('SELECT old_status, array_agg(new_status ORDER BY new_status) FROM status_transitions WHERE subject = ''project'' GROUP BY 1 ORDER BY 1',
    $$VALUES ('completed', ARRAY['running']), ('draft', ARRAY['cancelled', 'running']), ('failed', ARRAY['cancelled', 'running']),
        ('paused', ARRAY['cancelled', 'failed', 'running']), ('running', ARRAY['cancelled', 'completed', 'failed', 'paused'])$$,
    'a project''s states');
SELECT results_eq('SELECT old_status, array_agg(new_status ORDER BY new_status) FROM status_transitions WHERE subject = ''checkpoint'' GROUP BY 1',
    $$VALUES ('pending', ARRAY['approved', 'changes_requested', 'rejected'])$$, 'a checkpoint is decided once');
SELECT is((SELECT count(*)::int FROM status_transitions WHERE subject = 'agent' AND old_status = 'cancelled'
    AND new_status NOT IN ('pending', 'running')), 0,
    'a cancelled agent only begins anew');
SELECT is((SELECT array_agg(old_status ORDER BY old_status) FROM status_transitions WHERE subject = 'agent' AND new_status = 'running'),
    ARRAY['cancelled', 'completed', 'failed', 'pending', 'skipped', 'waiting_approval'], 'an agent begins from any state, as its step may be taken');
SELECT is((SELECT count(*)::int FROM status_transitions WHERE old_status = new_status), 0, 'no state follows itself');
SELECT * FROM finish();
ROLLBACK;
