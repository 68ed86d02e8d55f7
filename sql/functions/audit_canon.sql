-- SPDX-License-Identifier: ISC
-- audit_canon(number bigint, sealed_at timestamptz, row audit) -> bytea: what a seal is the hash of, after the hash before it.
-- Each field as its length in bytes, a colon, its text and a comma; a null is "-,". Times are microseconds since 1970. In this order: number,
-- sealed_at, id, at, actor_id, action, subject, outcome, address, request_id, detail. ctl/chain.c makes the same bytes.
-- Returns: bytes. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION audit_canon(p_number bigint, p_sealed_at timestamptz, p_row audit) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT string_agg(convert_to(coalesce(octet_length(f.v) || ':' || f.v, '-') || ',', 'UTF8'), '' ORDER BY f.n)
    FROM unnest(ARRAY[p_number::text, (extract(epoch FROM p_sealed_at) * 1000000)::bigint::text, p_row.id::text,
        (extract(epoch FROM p_row.at) * 1000000)::bigint::text, p_row.actor_id::text, p_row.action, p_row.subject, p_row.outcome,
        p_row.address::text, p_row.request_id, p_row.detail::text]) WITH ORDINALITY AS f(v, n)
$$;
