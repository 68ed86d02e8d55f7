-- SPDX-License-Identifier: ISC
-- maintenance_set: ludctl maintenance on, off. $1 text true or false, $2 text message or NULL, $3 text until when: a time, or + and an interval, or NULL.
-- Returns: active bool. Errors: 22007, 22008 for a time that is none. Writes: maintenance, audit.
SELECT (maintenance_set(NULL, jsonb_build_object('active', $1::text::boolean, 'message', $2::text, 'ends_at',
    CASE WHEN left($3::text, 1) = '+' THEN now() + substr($3::text, 2)::interval ELSE $3::text::timestamptz END))).active
