-- SPDX-License-Identifier: ISC
-- audit_seal: the sealer, each second. $1 low int8, $2 most int4. Returns sealed int4, number int8, hash bytea, head bool, highest int8,
-- finished int8, open int8. Writes audit_seals.
SELECT sealed, number, hash, head, highest, finished, open FROM audit_seal($1::text::bigint, $2::text::int)
