-- SPDX-License-Identifier: ISC
-- maintenance: is anything to be changed now? Asked by each child once a second at most. Returns active bool, message text, seconds int8 until it is thought to be over
-- (60 when nobody said). Writes nothing.
SELECT active, message, greatest(coalesce(ceil(extract(epoch FROM ends_at - clock_timestamp())), 60), 5)::int8 AS seconds FROM maintenance
