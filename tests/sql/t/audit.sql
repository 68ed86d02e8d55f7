-- SPDX-License-Identifier: ISC
-- The audit chain: sealing by id whatever order commits come in, what stays unsealed, filters by index, pruning.
BEGIN;
SELECT plan(28);
SELECT setval('audit_id_seq', 1000);
SELECT fix.person('Ann') AS ann, fix.person('Ed') AS ed \gset
SELECT audit_write(:'ann', 'auth.login', 'sess_1', 'ok', '10.0.0.1', 'req_1', '{"b": 1, "a": "é"}') AS a1 \gset
SELECT audit_write(:'ann', 'auth.login', NULL, 'refused') AS a2 \gset
-- sealing
SELECT is((SELECT (sealed, number, head)::text FROM audit_seal(0, 1)), '(1,1,f)', 'no more than was asked for');
SELECT is((SELECT (sealed, number, highest)::text FROM audit_seal(0, 10)), format('(1,2,%s)', :a2), 'then the rest');
SELECT is((SELECT (sealed, number)::text FROM audit_seal(0, 10)), '(0,2)', 'nothing twice');
SELECT is((SELECT array_agg(audit_id ORDER BY number) FROM audit_seals), ARRAY[:a1, :a2]::bigint[], 'by id');
SELECT is((SELECT hash FROM audit_seals WHERE number = 1), (SELECT sha256(decode(repeat('00', 32), 'hex') || audit_canon(1, s.sealed_at, a))
    FROM audit a JOIN audit_seals s ON s.audit_id = a.id AND s.number = 1), 'the first follows zeros');
SELECT is((SELECT hash FROM audit_seals WHERE number = 2), (SELECT sha256(o.hash || audit_canon(2, s.sealed_at, a))
    FROM audit a JOIN audit_seals s ON s.audit_id = a.id AND s.number = 2, audit_seals o WHERE o.number = 1), 'each the one before it');
SELECT is((SELECT convert_from(audit_canon(7, '1970-01-01 00:00:01.000002Z', (9, '2026-01-02 03:04:05.678901Z', :'ann', 'x', NULL, 'ok', '10.0.0.1', 'r',
    '{"a": "é"}')::audit), 'UTF8')), '1:7,7:1000002,1:9,16:1767323045678901,36:' || :'ann' || ',1:x,-,2:ok,11:10.0.0.1/32,1:r,11:{"a": "é"},',
    'fields with their lengths in bytes, nulls apart');
SELECT is((SELECT count(DISTINCT sha256(audit_canon(1, now(), a)))::int FROM (VALUES
    ((1, now(), NULL, 'ab', 'c', 'ok', NULL, NULL, '{}')::audit), ((1, now(), NULL, 'a', 'bc', 'ok', NULL, NULL, '{}')::audit),
    ((1, now(), NULL, 'ab', NULL, 'ok', NULL, 'c', '{}')::audit), ((1, now(), NULL, 'abc', '', 'ok', NULL, NULL, '{}')::audit),
    ((1, now(), NULL, 'abc', NULL, 'ok', NULL, NULL, '{}')::audit), ((1, now(), NULL, 'ab', 'c', 'ok', NULL, NULL, '{"a": 1}')::audit)) AS v(a)), 6,
    'no two rows have the same bytes');
-- a row that is committed after later ones is sealed all the same, unless the caller knew better
INSERT INTO audit (id, action, outcome) OVERRIDING SYSTEM VALUE VALUES (:a1 - 100, 'x', 'ok');
SELECT is((SELECT sealed FROM audit_seal(:a2, 10)), 0, 'below the bound nobody looks');
SELECT is((SELECT (sealed, number)::text FROM audit_seal(0, 10)), '(1,3)', 'what came late is sealed late');
INSERT INTO audit_heads (number, hash, kid, signature) SELECT number, hash, 'k', 's' FROM audit_seals WHERE number = 3;
SELECT is((SELECT head FROM audit_seal(0, 10)), true, 'a signed end is known as such');
-- never changed
SELECT is(left(fix.refusal(sql), 5), 'LW409', sql) FROM unnest(ARRAY['UPDATE audit_seals SET hash = hash', 'DELETE FROM audit_seals',
    'TRUNCATE audit_seals', 'UPDATE audit_heads SET kid = kid', 'DELETE FROM audit_heads', 'TRUNCATE audit_heads']) sql;
SELECT is(left(fix.refusal('INSERT INTO audit (action, outcome, at) VALUES (''x'', ''ok'', ''infinity'')'), 5), '23514', 'a time is finite');
-- filters
SELECT is((SELECT array_agg(id) FROM audit_find('{"action": "auth.login"}', NULL, 10)), ARRAY[:a2, :a1]::bigint[], 'by action, newest first');
SELECT is((SELECT array_agg(id) FROM audit_find('{"action": "auth.login"}', :a2, 10)), ARRAY[:a1]::bigint[], 'before');
SELECT is((SELECT count(*)::int FROM audit_find(jsonb_build_object('actor_id', :'ann', 'outcome', 'refused'), NULL, 10)), 1, 'two filters');
SELECT is((SELECT count(*)::int FROM audit_find('{"request_id": "req_1", "since": "2000-01-01", "until": "2999-01-01"}', NULL, 10)), 1, 'by request and time');
-- with many rows each filter has its index
INSERT INTO audit (action, subject, outcome, request_id) SELECT 'many', 'subject ' || i, 'ok', 'req ' || i FROM generate_series(1, 20000) i;
ANALYZE audit;
CREATE FUNCTION pg_temp.reads(p_filter jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_line text;
    v_reads bigint := 0;
BEGIN
    FOR v_line IN EXECUTE format('EXPLAIN (ANALYZE, BUFFERS, TIMING off) SELECT * FROM audit_find(%L, NULL, 20)', p_filter) LOOP
        v_reads := greatest(v_reads, coalesce(substring(v_line FROM 'shared hit=(\d+)')::bigint, 0));
    END LOOP;
    RETURN v_reads;
END
$$;
SELECT pg_temp.reads('{}') FROM generate_series(1, 2);
SELECT cmp_ok(pg_temp.reads(f), '<', 60::bigint, 'a few pages for ' || f::text) FROM unnest(ARRAY['{}', '{"action": "auth.login"}', '{"subject": "subject 7"}',
    '{"request_id": "req 9"}']::jsonb[]) f;
-- retention
SELECT audit_seal(0, 100000);
SELECT is(audit_prune(now() + interval '1 hour'), 3::bigint, 'prunes up to a signed head');
SELECT is((SELECT concat_ws(' ', min(number), (SELECT count(*) FROM audit WHERE id IN (:a1, :a2)), (SELECT count(*) FROM audit_heads)) FROM audit_seals),
    '4 0 1', 'which stays');
SELECT * FROM finish();
ROLLBACK;
