-- SPDX-License-Identifier: ISC
-- audit_canon(number bigint, sealed_at timestamptz, row audit) -> bytea: what a seal is the hash of, after the hash before it.
-- Each field as its length in bytes, a colon, its text and a comma; a null is "-,". Times are microseconds since 1970. In this order: number,
-- sealed_at, id, at, actor_id, action, subject, outcome, address, request_id, detail. ctl/chain.c makes the same bytes.
-- One expression, so that it becomes part of the caller's. audit_field(text) -> text: one of the fields.
-- Returns: bytes. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION audit_field(p_value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(octet_length(p_value)::text || ':' || p_value, '-') || ','
$$;
CREATE OR REPLACE FUNCTION audit_canon(p_number bigint, p_sealed_at timestamptz, p_row audit) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT convert_to(audit_field(p_number::text) || audit_field((extract(epoch FROM p_sealed_at) * 1000000)::bigint::text)
        || audit_field(p_row.id::text) || audit_field((extract(epoch FROM p_row.at) * 1000000)::bigint::text) || audit_field(p_row.actor_id::text)
        || audit_field(p_row.action) || audit_field(p_row.subject) || audit_field(p_row.outcome) || audit_field(p_row.address::text)
        || audit_field(p_row.request_id) || audit_field(p_row.detail::text), 'UTF8')
$$;
