-- SPDX-License-Identifier: ISC
-- recording: the content that a replayed project's turns come from: what was uploaded last as recording.json. worker/step_key.c
-- $1 uuid project
-- Returns: sha256; no row when there is none. Errors: none. Writes: nothing.
SELECT sha256 FROM files WHERE project_id = $1::uuid AND path = 'recording.json' AND source = 'upload' ORDER BY created_at DESC, id DESC LIMIT 1
