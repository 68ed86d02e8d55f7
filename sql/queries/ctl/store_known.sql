-- SPDX-License-Identifier: ISC
-- store_known: ludctl store gc: of contents found on disk, those that no row names. $1 text[] addresses.
-- Returns sha256 text. Writes nothing.
SELECT sha256 FROM unnest($1::text[]) AS found(sha256) WHERE NOT EXISTS (SELECT FROM blobs b WHERE b.sha256 = found.sha256)
