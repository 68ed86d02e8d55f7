-- doctor: ludctl doctor. Figures about the installation, one row.
-- Returns graphs, admins, workers, stuck, roles, unsealed int8; partitions_ahead bool; version text.
SELECT (SELECT count(*) FROM graph_versions) AS graphs,
       (SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL) AS admins,
       (SELECT count(*) FROM workers WHERE alive_until > clock_timestamp()) AS workers,
       (SELECT count(*) FROM jobs WHERE NOT held AND run_at < clock_timestamp() - interval '5 minutes'
           AND NOT EXISTS (SELECT FROM workers w WHERE w.id = leased_by AND alive_until > clock_timestamp())) AS stuck,
       to_regclass('agent_logs_' || to_char(now() + interval '1 month', 'YYYY_MM')) IS NOT NULL AS partitions_ahead,
       (SELECT count(*) FROM pg_roles WHERE rolname IN ('ludwright_api', 'ludwright_worker', 'ludwright_relay')) AS roles,
       (SELECT count(*) FROM audit a WHERE a.at < clock_timestamp() - interval '1 minute'
           AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id)) AS unsealed,
       current_setting('server_version') AS version
