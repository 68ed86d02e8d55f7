-- SPDX-License-Identifier: ISC
-- mail_unsubscribe: POST unsubscribe/{token}. $1 user uuid, $2 class text. Returns nothing. Writes users, deliveries.
SELECT mail_unsubscribe($1::uuid, $2::text)
