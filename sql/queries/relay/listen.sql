-- SPDX-License-Identifier: ISC
-- listen: changes of membership, accounts and sessions. Returns nothing. Writes nothing.
SELECT access_listen()
