-- SPDX-License-Identifier: ISC
-- jobs_listen(): this connection hears of new jobs from now on (LISTEN cannot be prepared, a call can).
-- Returns: nothing. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION jobs_listen() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LISTEN ludwright_jobs;
END
$$;
