-- SPDX-License-Identifier: ISC
-- The data under bench/rest: 100 users, 10,000 projects, 110,000 agents, 20,000 checkpoints, 1,000,000 log lines.
SET synchronous_commit = off;
INSERT INTO users (id, email, name, password_hash)
SELECT md5('u' || i)::uuid, 'user' || i || '@example.com', 'User ' || i, '$2b$12$abcdefghijklmnopqrstuuE3bqE1Jj1Jv1Yw7s6rjqS0pR5X2yF1S' FROM generate_series(1, 100) i;
INSERT INTO sessions (id, user_id) SELECT md5('s' || i)::uuid, md5('u' || i)::uuid FROM generate_series(1, 100) i;
INSERT INTO projects (id, user_id, name, description, concept, status, current_phase, seed, created_at)
SELECT md5('p' || i)::uuid, md5('u' || ((i - 1) % 100 + 1))::uuid, 'Project ' || i, 'A 2D pixel art RPG with a day and night cycle, number ' || i,
    jsonb_build_object('description', 'A 2D pixel art RPG where the player rebuilds a ruined city', 'platform', 'web', 'scope', 'mvp', 'genre', 'rpg',
        'references', jsonb_build_array('NieR', 'Undertale')),
    'draft', 0, i, now() - (10000 - i) * interval '1 minute'
FROM generate_series(1, 10000) i;
INSERT INTO event_heads (project_id) SELECT id FROM projects;
INSERT INTO budgets (project_id) SELECT id FROM projects;
INSERT INTO runs (id, project_id, number, graph_version_id, provider)
SELECT md5('r' || i)::uuid, md5('p' || i)::uuid, 1, (SELECT id FROM graph_versions LIMIT 1), 'offline' FROM generate_series(1, 10000) i;
ALTER TABLE projects DISABLE TRIGGER USER;
UPDATE projects p SET run_id = r.id, status = (ARRAY['draft', 'running', 'paused', 'completed'])[p.seed % 4 + 1], current_phase = p.seed % 4
FROM runs r WHERE r.project_id = p.id;
ALTER TABLE projects ENABLE TRIGGER USER;
INSERT INTO agents (id, project_id, run_id, node, type, ordinal, status, progress, current_task, started_at, completed_at, created_at)
SELECT md5('a' || i || '-' || k)::uuid, md5('p' || i)::uuid, md5('r' || i)::uuid, t.type, t.type, k, s.status,
    CASE s.status WHEN 'completed' THEN 100 ELSE (i * k) % 100 END, 'Generating part ' || k, now() - (10000 - i) * interval '1 minute',
    CASE s.status WHEN 'completed' THEN now() END, now() - (10000 - i) * interval '1 minute' + k * interval '1 second'
FROM generate_series(1, 10000) i, generate_series(1, 11) k,
    LATERAL (SELECT (ARRAY['concept', 'design', 'scenario', 'character', 'world', 'task_split', 'code_leader', 'asset_leader', 'integrator', 'tester',
        'reviewer'])[k] AS type) t,
    LATERAL (SELECT (ARRAY['pending', 'running', 'completed'])[(i + k) % 3 + 1] AS status) s;
INSERT INTO checkpoints (project_id, run_id, agent_id, node, revision, type, title, output, status, resolved_at)
SELECT md5('p' || i)::uuid, md5('r' || i)::uuid, md5('a' || i || '-' || k)::uuid, (ARRAY['checkpoint_concept', 'checkpoint_design'])[k], 1,
    (ARRAY['concept_review', 'design_review'])[k], 'Review of document ' || k,
    jsonb_build_object('document_type', 'design', 'summary', repeat('Complete technical architecture. ', 16), 'sections', '["architecture", "tech_stack"]'::jsonb),
    CASE WHEN i % 4 = 1 THEN 'pending' ELSE 'approved' END, CASE WHEN i % 4 <> 1 THEN now() END
FROM generate_series(1, 10000) i, generate_series(1, 2) k;
INSERT INTO agent_logs (agent_id, project_id, level, message, metadata, timestamp)
SELECT md5('a' || i || '-2')::uuid, md5('p' || i)::uuid, (ARRAY['DEBUG', 'INFO', 'WARN', 'ERROR'])[n % 4 + 1],
    'Step ' || n || ': generated section of the technical design document', jsonb_build_object('step', n, 'tokens', n * 7),
    now() - (5000 - i) * interval '1 minute' + n * interval '100 ms'
FROM generate_series(1, 5000) i, generate_series(1, 150) n ORDER BY (i - 1) / 16, n, i;
INSERT INTO agent_logs (agent_id, project_id, level, message, metadata, timestamp)
SELECT md5('a' || (n % 10000 + 1) || '-' || (ARRAY[1, 3, 4, 5, 6, 7, 8, 9, 10, 11])[(n / 10000) % 10 + 1])::uuid, md5('p' || (n % 10000 + 1))::uuid, 'INFO',
    'Step ' || n || ': progress', '{"step": 1}', now() - (250000 - n) * interval '1 second'
FROM generate_series(0, 249999) n;
VACUUM ANALYZE;
