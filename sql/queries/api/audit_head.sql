-- SPDX-License-Identifier: ISC
-- audit_head: the sealer, after it signed the chain's end. $1 number int8, $2 hash bytea, $3 kid text, $4 signature bytea. Writes audit_heads.
INSERT INTO audit_heads (number, hash, kid, signature) VALUES ($1::text::bigint, $2::bytea, $3::text, $4::bytea) ON CONFLICT DO NOTHING
