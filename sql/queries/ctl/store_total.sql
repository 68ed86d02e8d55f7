-- SPDX-License-Identifier: ISC
-- store_total: ludctl store usage: all contents. Returns contents int8, bytes int8, unused int8, unused_bytes int8. Writes nothing.
SELECT count(*) AS contents, coalesce(sum(bytes), 0)::bigint AS bytes, count(*) FILTER (WHERE blob_unused(sha256)) AS unused,
    coalesce(sum(bytes) FILTER (WHERE blob_unused(sha256)), 0)::bigint AS unused_bytes
FROM blobs
