-- SPDX-License-Identifier: ISC
-- provider_key_get: the answer of PUT users/me/provider-keys/{provider}. $1 caller uuid, $2 id uuid. Returns what may be shown. Writes nothing.
SELECT name AS provider, hint AS last4, created_at FROM secrets WHERE user_id = $1::uuid AND id = $2::uuid
