-- SPDX-License-Identifier: ISC
-- Accounts: registration, invitations, resets, tokens, sessions, admins, giving up.
BEGIN;
SELECT plan(60);
SELECT fix.person('Ann') AS ann, fix.person('Ada', 'admin') AS ada, fix.person('Zoe', 'admin') AS zoe \gset
CREATE FUNCTION fix.hash(p_text text) RETURNS text LANGUAGE sql AS $$ SELECT encode(sha256(p_text::bytea), 'hex') $$;
CREATE FUNCTION fix.session(p_user uuid) RETURNS uuid LANGUAGE sql AS $$ INSERT INTO sessions (user_id) VALUES (p_user) RETURNING id $$;
CREATE FUNCTION fix.register(p_email text, p_token text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN account_register(p_email, ' New ', 'h', fix.hash(p_token), '10.0.0.1', 'req_1');
EXCEPTION WHEN SQLSTATE 'LW400' THEN
    RETURN 'refused';
END
$$;

-- registration
SELECT is(account_register('New@Example.org', ' New ', 'h', NULL, '10.0.0.1', 'req_1'), 'made', 'an account');
SELECT is((SELECT name || role || password_hash FROM users WHERE email = 'new@example.org'), 'Newmemberh', 'as it was asked for');
SELECT is(account_register('NEW@example.org', 'Other', 'x', NULL, NULL, NULL), 'taken', 'not twice');
SELECT is((SELECT name || password_hash FROM users WHERE email = 'new@example.org'), 'Newh', 'which changes nothing');
SELECT is((SELECT array_agg(outcome || ' ' || detail ORDER BY id) FROM audit WHERE action = 'auth.register'),
    ARRAY['ok {}', 'refused {"reason": "taken"}'], 'both are in the trail');
-- invitations
SELECT is(fix.refusal(format('SELECT invitation_create(%L, %L, ''{}'', NULL, NULL)', :'ann', fix.hash('x'))), 'LW404 {}', 'admins invite');
SELECT is(fix.refusal(format('SELECT invitation_create(%L, %L, ''{"email": "ANN@example.org"}'', NULL, NULL)', :'ada', fix.hash('x'))),
    'LW409 {"reason": "taken"}', 'nobody who is here');
SELECT invitation_create(:'ada', fix.hash('one'), '{"email": "Bea@example.org", "role": "admin", "expires_in_days": 2}', NULL, NULL) AS one,
    invitation_create(NULL, fix.hash('two'), '{}', NULL, NULL) AS two, invitation_create(NULL, fix.hash('three'), '{}', NULL, NULL) AS three \gset
SELECT is((SELECT email || ' ' || (expires_at - created_at) FROM invitations WHERE id = :'one'), 'bea@example.org 2 days', 'as it was asked for');
SELECT is((SELECT coalesce(email, 'anybody') || ' ' || role || ' ' || (expires_at - created_at) FROM invitations WHERE id = :'two'),
    'anybody member 7 days', 'or as usual');
SELECT is(fix.register('other@example.org', 'one'), 'refused', 'for its address alone');
SELECT is(fix.register('bea@example.org', 'none'), 'refused', 'a token that nobody made');
SELECT is(fix.register('BEA@example.org', 'one'), 'made', 'good');
SELECT is((SELECT role FROM users WHERE email = 'bea@example.org'), 'admin', 'with its role');
SELECT is((SELECT u.email FROM invitations i JOIN users u ON u.id = i.used_by WHERE i.id = :'one' AND used_at IS NOT NULL), 'bea@example.org', 'used by her');
SELECT is(fix.register('bea2@example.org', 'one'), 'refused', 'once');
SELECT is(fix.register('ann@example.org', 'two'), 'taken', 'by who is here');
SELECT is((SELECT used_at FROM invitations WHERE id = :'two'), NULL, 'does not use it up');
SELECT is(fix.refusal(format('SELECT invitation_revoke(%L, %L, NULL, NULL)', :'ada', :'one')), 'LW409 {"status": "used"}', 'what is used is used');
SELECT is(invitation_revoke(:'ada', :'three', NULL, NULL), :'three'::uuid, 'taken back');
SELECT is(fix.register('cay@example.org', 'three'), 'refused', 'and refused');
UPDATE invitations SET created_at = now() - interval '8 days', expires_at = now() - interval '1 day' WHERE id = :'two';
SELECT is(fix.register('cay@example.org', 'two'), 'refused', 'too late');
-- resets
SELECT is(ARRAY[password_forgot('ANN@example.org', '10.0.0.1', 'req_2'), password_forgot('ann@example.org', '10.0.0.2', 'req_3'),
    password_forgot('nobody@example.org', NULL, NULL)], ARRAY[true, true, false], 'known and not');
SELECT is((SELECT array_agg(host(address)) FROM password_resets WHERE user_id = :'ann' AND token_hash IS NULL), ARRAY['10.0.0.2'], 'one letter to be sent');
SELECT fix.session(:'ann') AS s1, fix.session(:'ann') AS s2, fix.session(:'ada') AS s3, password_reset_issue(:'ann', fix.hash('old')) AS r1,
    password_reset_issue(:'ann', fix.hash('new')) AS r2 \gset
SELECT is((SELECT array_agg(id) FROM password_resets WHERE user_id = :'ann'), ARRAY[:'r2'::uuid], 'the latest letter counts');
SELECT is(fix.refusal(format('SELECT password_reset_use(%L, ''h2'', NULL, NULL)', fix.hash('old'))),
    'LW400 {"field": "token", "message": "Is not valid"}', 'an earlier one does not');
SELECT is(password_reset_use(fix.hash('new'), 'h2', NULL, NULL), :'ann'::uuid, 'it does');
SELECT is((SELECT password_hash FROM users WHERE id = :'ann'), 'h2', 'the password is new');
SELECT is((SELECT array_agg(coalesce(end_reason, 'lives') ORDER BY id = :'s3') FROM sessions WHERE id IN (:'s1', :'s2', :'s3')),
    ARRAY['password', 'password', 'lives'], 'her sessions end');
SELECT is(fix.refusal(format('SELECT password_reset_use(%L, ''h3'', NULL, NULL)', fix.hash('new'))),
    'LW400 {"field": "token", "message": "Is not valid"}', 'once');
-- a new password
SELECT fix.session(:'ann') AS s4, fix.session(:'ann') AS s5 \gset
SELECT is(password_set(:'ann', 'h4', :'s5', '{}', NULL, NULL), :'ann'::uuid, 'a new password');
SELECT is((SELECT array_agg(coalesce(end_reason, 'lives') ORDER BY id = :'s5') FROM sessions WHERE id IN (:'s4', :'s5')),
    ARRAY['password', 'lives'], 'ends the other sessions');
-- sessions
SELECT is(sessions_end(:'ann', :'ann', :'s5', NULL, NULL, NULL), 1, 'one session ends');
SELECT is(fix.refusal(format('SELECT sessions_end(%L, %L, %L, NULL, NULL, NULL)', :'ann', :'ann', :'s3')), 'LW404 {}', 'not somebody else''s');
SELECT is(fix.refusal(format('SELECT sessions_end(%L, %L, NULL, NULL, NULL, NULL)', :'ann', :'ada')), 'LW404 {}', 'nor all of somebody''s');
SELECT is(sessions_end(:'zoe', :'ada', NULL, NULL, NULL, NULL), 1, 'but by an admin');
-- tokens
SELECT is(fix.refusal(format('SELECT token_create(%L, %L, ''p'', ''{"name": "x", "scopes": ["read", "admin"]}'', NULL, NULL)', :'ann', fix.hash('t'))),
    'LW400 {"field": "scopes", "message": "admin is for admins"}', 'no more than one has');
SELECT token_create(:'ann', fix.hash('t'), 'ludpat_abcde', '{"name": " x ", "scopes": ["read"]}', NULL, NULL) AS tok \gset
SELECT is((SELECT name || ' ' || prefix || ' ' || scopes::text || ' ' || (expires_at - created_at) FROM api_tokens WHERE id = :'tok'),
    'x ludpat_abcde {read} 90 days', 'as it was asked for');
SELECT is(token_revoke(:'ada', :'tok', NULL, NULL), NULL, 'nobody else''s');
SELECT is(token_revoke(:'ann', :'tok', NULL, NULL), :'tok'::uuid, 'revoked');
-- admins
SELECT is(fix.refusal(format('SELECT account_change(%L, %L, NULL, ''{"role": "admin"}'', NULL, NULL)', :'ann', :'ann')), 'LW404 {}', 'nobody makes himself one');
UPDATE users SET role = 'member' WHERE role = 'admin' AND id NOT IN (:'ada', :'zoe');
SELECT invitation_create(:'ada', fix.hash('late'), '{"role": "admin"}', NULL, NULL), invitation_create(:'zoe', fix.hash('stays'), '{}', NULL, NULL) \g /dev/null
SELECT is(account_change(:'zoe', :'ada', NULL, '{"role": "member"}', '10.0.0.2', 'req_2'), :'ada'::uuid, 'one of two');
SELECT is((SELECT array_agg(token_hash = decode(fix.hash('late'), 'hex')) FROM invitations WHERE revoked_at IS NOT NULL AND created_by IN (:'ada', :'zoe')),
    ARRAY[true], 'who is no admin any more invites none');
SELECT is((SELECT array_agg(actor_id::text || ' ' || detail || ' ' || host(address) || ' ' || request_id) FROM audit WHERE action = 'invitation.revoke' AND detail ? 'reason'),
    ARRAY[format('%s {"reason": "inviter", "invited_by": "%s"} 10.0.0.2 req_2', :'zoe', public_id('user', :'ada'))], 'of which the trail has a row, by whoever did it');
SELECT is((SELECT count(*) FROM audit a JOIN invitations i ON a.subject = public_id('inv', i.id) WHERE a.detail ? 'reason' AND i.token_hash = decode(fix.hash('late'), 'hex')),
    1::bigint, 'on that invitation');
SELECT is(fix.refusal(format('SELECT account_register(''mole@example.org'', ''Mole'', ''h'', %L, NULL, NULL)', fix.hash('late'))), 'LW400 {"field": "invitation", "message": "Is not valid"}',
    'and nobody comes back through it');
SELECT is(fix.refusal(format('SELECT account_change(%L, %L, NULL, ''{"disabled": true}'', NULL, NULL)', :'zoe', :'zoe')),
    'LW409 {"reason": "last_admin"}', 'not the last');
SELECT is(fix.refusal(format('SELECT account_delete(%L, %L, NULL, true, NULL, NULL)', :'zoe', :'zoe')), 'LW409 {"reason": "last_admin"}', 'in no way');
SELECT is(fix.refusal(format('SELECT account_change(%L, %L, 99, ''{}'', NULL, NULL)', :'zoe', :'ann')),
    format('LW412 {"revision": %s}', (SELECT version FROM users WHERE id = :'ann')), 'another version');
-- giving up
SELECT fix.project() AS kept, fix.project() AS heired \gset
INSERT INTO project_members (project_id, user_id, role) VALUES (:'heired', :'ada', 'owner');
-- who is no owner any more, and who goes with all that is theirs
CREATE FUNCTION fix.ended(p_email text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', (SELECT name FROM users WHERE id = a.actor_id), a.subject = public_id('proj', p.id), a.detail->>'role', a.detail->>'reason', a.detail ? 'invited_by'), ', ')
    FROM audit a, projects p WHERE a.action = 'member.uninvite' AND a.detail->>'email' = p_email AND a.subject = public_id('proj', p.id)
        AND NOT EXISTS (SELECT FROM project_invitations WHERE email = p_email)
$$;
SELECT fix.person('Bob') AS bob \gset
INSERT INTO project_members (project_id, user_id, role) VALUES (:'heired', :'bob', 'owner');
INSERT INTO project_invitations (project_id, email, role, invited_by) VALUES (:'heired', 'stays@example.org', 'viewer', :'zoe'), (:'heired', 'one@example.org', 'owner', :'ada'),
    (:'heired', 'two@example.org', 'editor', :'bob');
SELECT member_change(:'ann', :'heired', 'owner', :'ada', 'viewer'), member_change(:'ann', :'heired', 'owner', :'ada', 'owner') \g /dev/null
SELECT is(fix.ended('one@example.org'), 'Ann t owner inviter t', 'an invitation of who is no owner any more ends, and the trail says so');
SELECT account_delete(:'zoe', :'bob', NULL, false, NULL, NULL) \g /dev/null
SELECT is(fix.ended('two@example.org'), 'Zoe t editor inviter t', 'and so of an account that goes');
SELECT is(fix.ended('stays@example.org'), NULL, 'others'' stay');
-- rows of hers in each table that goes with a person, in those that nothing above has filled
INSERT INTO data_keys (id) VALUES ('00112233aabbccdd');
INSERT INTO secrets (id, user_id, kind, name, value, key_id, hint) SELECT gen_random_uuid(), :'ann', k, 'anthropic', '\x0100112233aabbccdd'::bytea ||
    decode(repeat('00', 40), 'hex'), '00112233aabbccdd', 'abcd' FROM unnest(ARRAY['provider_key', 'webhook_secret']) k;
INSERT INTO webhooks (id, user_id, url) SELECT id, user_id, 'https://example.org/hook' FROM secrets WHERE kind = 'webhook_secret';
INSERT INTO provider_tests (user_id, provider) VALUES (:'ann', 'anthropic');
INSERT INTO notifications (user_id, kind, data) VALUES (:'ann', 'shared', '{}');
INSERT INTO project_invitations (project_id, email, role, invited_by) VALUES (:'heired', 'invited@example.org', 'owner', :'ann');
CREATE FUNCTION pg_temp.left_of(p_user uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_row record;
    v_any boolean;
    v_left text[] := '{}';
BEGIN
    FOR v_row IN SELECT c.conrelid::regclass AS t, a.attname AS col FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'users'::regclass AND c.confdeltype = 'c' ORDER BY 1 LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = $1)', v_row.t, v_row.col) INTO v_any USING p_user;
        IF v_any THEN
            v_left := v_left || v_row.t::text;
        END IF;
    END LOOP;
    RETURN array_to_string(v_left, ' ');
END
$$;
SELECT fix.graph() AS g \gset
SELECT project_start(:'ann', :'kept');
SELECT is((SELECT status FROM projects WHERE id = :'kept'), 'running', 'one of hers is at work');
SELECT matches(pg_temp.left_of(:'ann'), 'notifications.*provider_tests.*secrets|secrets.*provider_tests', 'there are some');
SELECT is(account_delete(:'zoe', :'ann', NULL, true, NULL, NULL), :'ann'::uuid, 'an account is given up');
SELECT is((SELECT status || ' ' || (SELECT bool_and(held) FROM jobs WHERE project_id = p.id) FROM projects p WHERE id = :'kept'), 'paused true', 'it pauses');
SELECT is(pg_temp.left_of(:'ann'), 'projects', 'of all that goes with a person, her projects stay alone');
SELECT is((SELECT name || ' ' || (email LIKE 'deleted-%@invalid') || ' ' || password_hash || ' ' || (disabled_at IS NOT NULL) FROM users WHERE id = :'ann'),
    'Deleted account true * true', 'nothing of the person stays');
SELECT is((SELECT array_agg(user_id ORDER BY id = :'heired') FROM projects WHERE id IN (:'kept', :'heired')), ARRAY[:'ann', :'ada']::uuid[],
    'a project with another owner goes to that one');
SELECT is((SELECT string_agg(role, ' ') FROM project_people WHERE project_id = :'heired' AND user_id = :'ada'), 'owner', 'who is its owner alone');
SELECT is((SELECT count(*)::int FROM api_tokens WHERE user_id = :'ann') + (SELECT count(*)::int FROM sessions WHERE user_id = :'ann'), 0, 'no way in');
SELECT * FROM finish();
ROLLBACK;
