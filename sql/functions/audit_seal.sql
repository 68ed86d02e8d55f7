-- SPDX-License-Identifier: ISC
-- audit_seal(low bigint, most int): takes up to `most` rows of the trail that were committed and not sealed into the chain, by id.
-- In: low, an id up to which the caller knows all to be sealed or never committed; the least bigint looks at the whole trail.
-- One sealer at a time over all machines: who finds another at work seals nothing, and is told so by `sealed` NULL. Ids are given out before they are committed, so a row may
-- come after later ones. `highest` is the last id given out before `open`; once nothing before `open` runs (`finished`), low may be `highest`.
-- Runs with its owner's rights: nobody else writes seals.
-- Returns: one row (sealed int; number, hash: of the chain's end, NULL while it is empty; head boolean: the end is signed; highest bigint; finished,
-- open bigint: transactions). Errors: none. Writes: audit_seals.
CREATE OR REPLACE FUNCTION audit_seal(p_low bigint, p_most int, OUT sealed int, OUT number bigint, OUT hash bytea, OUT head boolean,
    OUT highest bigint, OUT finished bigint, OUT open bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row audit;
    v_now timestamptz := clock_timestamp();
    v_ids bigint[] := '{}';
    v_hashes bytea[] := '{}';
BEGIN
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO highest FROM audit_id_seq;
    finished := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    open := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    IF pg_try_advisory_xact_lock(815410, 2) THEN
        sealed := 0;
        SELECT e.number, e.hash INTO number, hash FROM (
            (SELECT s.number, s.hash FROM audit_seals s ORDER BY s.number DESC LIMIT 1)
            UNION ALL (SELECT h.number, h.hash FROM audit_heads h ORDER BY h.number DESC LIMIT 1)) AS e -- all was pruned
        ORDER BY e.number DESC LIMIT 1;
        FOR v_row IN
            SELECT a.* FROM audit a WHERE a.id > p_low AND NOT EXISTS (
                SELECT FROM audit_seals s WHERE s.audit_id = a.id AND s.audit_id > p_low) ORDER BY a.id LIMIT p_most
        LOOP
            number := coalesce(number, 0) + 1;
            hash := sha256(coalesce(hash, decode(repeat('00', 32), 'hex')) || audit_canon(number, v_now, v_row));
            sealed := sealed + 1;
            v_ids[sealed] := v_row.id;
            v_hashes[sealed] := hash;
        END LOOP;
        -- all at once: a statement costs more than the row it writes
        INSERT INTO audit_seals (number, audit_id, hash, sealed_at)
        SELECT audit_seal.number - audit_seal.sealed + s.n, s.id, s.hash, v_now FROM unnest(v_ids, v_hashes) WITH ORDINALITY AS s(id, hash, n);
    END IF;
    SELECT s.number, s.hash INTO number, hash FROM audit_seals s ORDER BY s.number DESC LIMIT 1;
    head := EXISTS (SELECT FROM audit_heads h WHERE h.number = audit_seal.number);
END
$$;
