-- SPDX-License-Identifier: ISC
-- provider_test_create(user uuid, input jsonb) -> uuid: asks a worker whether a provider answers, with the user's own key or the installation's. input:
-- {"provider", "model"}. Five in a minute; those of yesterday go.
-- Returns: the test's id. Errors: LW429 {"most", "seconds"}. Writes: provider_tests, jobs.
CREATE OR REPLACE FUNCTION provider_test_create(p_user uuid, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    PERFORM FROM users WHERE id = p_user FOR UPDATE; -- one after the other, so that none is counted late
    DELETE FROM provider_tests WHERE user_id = p_user AND created_at < clock_timestamp() - interval '1 day';
    IF (SELECT count(*) FROM provider_tests WHERE user_id = p_user AND created_at > clock_timestamp() - interval '1 minute') >= 5 THEN
        PERFORM refuse('LW429', 'Five tests of a provider in a minute are the most.', '{"most": 5, "seconds": 60}');
    END IF;
    INSERT INTO provider_tests (user_id, provider, model) VALUES (p_user, p_input->>'provider', nullif(p_input->>'model', '')) RETURNING id INTO v_id;
    INSERT INTO jobs (kind, payload, priority) VALUES ('probe', jsonb_build_object('test', v_id), 100);
    NOTIFY ludwright_jobs;
    RETURN v_id;
END
$$;
