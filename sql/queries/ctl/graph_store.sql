-- graph_store: ludctl migrate. Stores a graph; the same content again becomes the latest.
-- $1 name text, $2 sha256 text, $3 graph jsonb. Returns id uuid, fresh bool. Writes graph_versions.
INSERT INTO graph_versions AS v (name, sha256, graph) VALUES ($1::text, $2::text, $3::jsonb)
ON CONFLICT (name, sha256) DO UPDATE SET created_at = CASE
    WHEN EXISTS (SELECT 1 FROM graph_versions newer WHERE newer.name = v.name AND newer.created_at > v.created_at)
    THEN clock_timestamp() ELSE v.created_at END
RETURNING id, (xmax = 0) AS fresh
