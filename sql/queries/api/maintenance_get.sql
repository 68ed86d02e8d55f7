-- SPDX-License-Identifier: ISC
-- maintenance_get: GET admin/maintenance, and what PUT answers. Returns the row. Writes nothing.
SELECT active, message, starts_at, ends_at, changed_at FROM maintenance
