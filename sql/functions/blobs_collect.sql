-- SPDX-License-Identifier: ISC
-- blobs_collect(after text, hours int, n int, really boolean) -> row: forgets contents that nothing refers to and that are older than so many
-- hours, of the n that follow `after` by address. Called again with `last` until that is NULL. The contents themselves go after the commit, by ludctl.
-- What refers to contents: files, output_files, turns. A transaction that stores a row of blobs holds the table's lock until its end, also when the row
-- was there: here all such are waited for, and then looked again, so that nobody refers to what goes meanwhile.
-- Who wants to store one waits behind who waits for that lock, workers too: so it waits a moment at a time, twenty times.
-- Returns: last, gone, bytes. really false: only counts. Errors: 55P03. Writes: blobs.
CREATE OR REPLACE FUNCTION blobs_collect(p_after text, p_hours int, p_n int, p_really boolean, OUT last text, OUT gone bigint, OUT bytes bigint)
    LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
    v_found text[];
    v_tries int := 0;
BEGIN
    SELECT max(b.sha256) INTO last FROM (SELECT sha256 FROM blobs WHERE sha256 > p_after ORDER BY sha256 LIMIT p_n) AS b;
    SELECT array_agg(b.sha256), count(*), coalesce(sum(b.bytes), 0) INTO v_found, gone, bytes FROM blobs b
    WHERE b.sha256 > p_after AND b.sha256 <= last AND b.created_at < clock_timestamp() - make_interval(hours => p_hours) AND blob_unused(b.sha256);
    IF v_found IS NULL OR NOT p_really THEN
        RETURN;
    END IF;
    LOOP
        BEGIN
            LOCK TABLE blobs IN SHARE ROW EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            v_tries := v_tries + 1;
            IF v_tries = 20 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.7);
        END;
    END LOOP;
    WITH old AS (DELETE FROM blobs b WHERE b.sha256 = ANY (v_found) AND blob_unused(b.sha256) RETURNING b.bytes)
    SELECT count(*), coalesce(sum(old.bytes), 0) INTO gone, bytes FROM old;
END
$$;
