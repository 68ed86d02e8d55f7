-- SPDX-License-Identifier: ISC
-- access_listen(): this connection hears of changes of access from now on (LISTEN cannot be prepared, a call can).
-- Returns: nothing. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION access_listen() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LISTEN ludwright_access;
END
$$;
