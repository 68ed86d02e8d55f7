-- SPDX-License-Identifier: ISC
-- maintenance: the payload of system:maintenance. Returns one row: version, active, data. Writes nothing.
SELECT version, active, jsonb_build_object('state', CASE WHEN active THEN 'on' ELSE 'off' END, 'startsAt', iso_time(starts_at), 'endsAt', iso_time(ends_at),
    'message', message, 'timestamp', iso_time(changed_at)) AS data FROM maintenance
