-- SPDX-License-Identifier: ISC
-- deliveries_claim(n int, mail boolean) -> rows: takes up to n deliveries that are due, and with each of a digest all others of its person that are due;
-- each is `sending` from here on, for five minutes. What a sender left behind that ended meanwhile: a mail may have gone out and is `unknown`, a
-- webhook is tried again. Nothing is taken during maintenance. mail: whether mail can be sent here.
-- Of one person's webhooks four are sent at once, over all machines, so that servers of theirs that never answer keep nobody else waiting.
-- Returns: rows by person and time, with all that is needed to write them; nothing while another one claims. Errors: none. Writes: deliveries.
CREATE OR REPLACE FUNCTION deliveries_claim(p_n int, p_mail boolean) RETURNS TABLE (id uuid, channel text, kind text, data jsonb, digest boolean, tries int,
    created_at timestamptz, user_id uuid, email text, name text, language text, project text, webhook_id uuid, url text, secret bytea) LANGUAGE plpgsql
    SET enable_seqscan = off AS $$
DECLARE
    v_most constant int := 4;
    v_ids uuid[];
    v_out jsonb; -- webhooks on their way, by person
BEGIN
    IF NOT pg_try_advisory_xact_lock(815410, 11) OR (SELECT active FROM maintenance) THEN
        RETURN;
    END IF;
    UPDATE deliveries d SET status = CASE d.channel WHEN 'mail' THEN 'unknown' ELSE 'waiting' END, leased_until = NULL,
        ended_at = CASE d.channel WHEN 'mail' THEN clock_timestamp() END, log = delivery_log(d.log, NULL, 'the sender ended before it heard')
    WHERE d.status = 'sending' AND d.leased_until < clock_timestamp();
    SELECT coalesce(jsonb_object_agg(h.user_id, h.n), '{}') INTO v_out FROM (SELECT d.user_id, count(*) AS n FROM deliveries d
        WHERE d.status = 'sending' AND d.channel = 'webhook' GROUP BY d.user_id) h;
    v_ids := ARRAY(SELECT c.id FROM (
            SELECT f.id, f.channel, f.user_id, row_number() OVER (PARTITION BY f.channel, f.user_id ORDER BY f.due_at, f.id) AS place FROM (
                SELECT d.id, d.channel, d.user_id, d.due_at FROM deliveries d WHERE d.status = 'waiting' AND d.due_at <= clock_timestamp()
                    AND (d.channel = 'mail' OR coalesce((v_out->>d.user_id::text)::int, 0) < v_most)
                ORDER BY d.due_at, d.id LIMIT p_n FOR UPDATE SKIP LOCKED) f) c
        WHERE c.channel = 'mail' OR c.place + coalesce((v_out->>c.user_id::text)::int, 0) <= v_most);
    IF v_ids = '{}' THEN
        RETURN;
    END IF;
    v_ids := v_ids || ARRAY(SELECT d.id FROM deliveries d WHERE d.status = 'waiting' AND d.digest AND d.due_at <= clock_timestamp() AND d.id <> ALL (v_ids)
        AND d.user_id IN (SELECT o.user_id FROM deliveries o WHERE o.id = ANY (v_ids) AND o.digest) ORDER BY d.due_at LIMIT 200 FOR UPDATE);
    UPDATE deliveries d SET status = 'off', ended_at = clock_timestamp() WHERE d.id = ANY (v_ids) AND delivery_unwanted(d, p_mail);
    UPDATE deliveries d SET status = 'sending', tries = d.tries + 1, leased_until = clock_timestamp() + interval '5 min'
    WHERE d.id = ANY (v_ids) AND d.status = 'waiting';
    RETURN QUERY SELECT d.id, d.channel, d.kind, d.data, d.digest, d.tries, d.created_at, d.user_id, u.email::text, u.name::text,
            coalesce(u.settings->>'language', 'en'), p.name::text, d.webhook_id, w.url, s.value
        FROM deliveries d JOIN users u ON u.id = d.user_id LEFT JOIN projects p ON p.id = d.project_id
            LEFT JOIN webhooks w ON w.id = d.webhook_id LEFT JOIN secrets s ON s.id = d.webhook_id
        WHERE d.id = ANY (v_ids) AND d.status = 'sending' ORDER BY d.user_id, d.created_at, d.id;
END
$$;
