-- SPDX-License-Identifier: ISC
-- delivery_resend: POST users/me/deliveries/{id}/resend. $1 caller uuid, $2 delivery uuid. Returns id uuid. Errors: LW404, LW409. Writes deliveries.
SELECT delivery_resend($1::uuid, $2::uuid) AS id
