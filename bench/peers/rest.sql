-- SPDX-License-Identifier: ISC
-- What bench/rest measures the peers on: the schema of the specification, unchanged, with the data of bench/rest.sql.
-- Ids: md5 of u, p or a and numbers, as uuid.
SET synchronous_commit = off;
-- Users table
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) UNIQUE NOT NULL,
    name VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    settings JSONB DEFAULT '{}',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Projects table
CREATE TABLE projects (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    concept JSONB,                -- User's initial game concept
    status VARCHAR(50) DEFAULT 'draft',  -- draft, running, paused, completed, failed
    current_phase INTEGER DEFAULT 0,
    state JSONB DEFAULT '{}',    -- LangGraph state snapshot
    config JSONB DEFAULT '{}',   -- Project-specific configuration
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Agents table
CREATE TABLE agents (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    type VARCHAR(100) NOT NULL,  -- concept, design, code_leader, etc.
    status VARCHAR(50) DEFAULT 'pending',  -- pending, running, completed, failed
    progress INTEGER DEFAULT 0,  -- 0-100
    current_task TEXT,
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    error TEXT,
    parent_agent_id UUID REFERENCES agents(id),  -- For sub-agents
    metadata JSONB DEFAULT '{}',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Checkpoints table (Human-in-the-loop)
CREATE TABLE checkpoints (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    agent_id UUID NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    type VARCHAR(100) NOT NULL,  -- concept_review, design_review, etc.
    title VARCHAR(255) NOT NULL,
    description TEXT,
    output JSONB NOT NULL,       -- Agent output to review
    status VARCHAR(50) DEFAULT 'pending',  -- pending, approved, rejected, changes_requested
    feedback TEXT,
    resolved_by UUID REFERENCES users(id),
    resolved_at TIMESTAMP WITH TIME ZONE,
    reminder_sent_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Agent logs table
CREATE TABLE agent_logs (
    id BIGSERIAL PRIMARY KEY,
    agent_id UUID NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    level VARCHAR(20) NOT NULL,  -- DEBUG, INFO, WARN, ERROR
    message TEXT NOT NULL,
    metadata JSONB,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Agent outputs table
CREATE TABLE agent_outputs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id UUID NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    output_type VARCHAR(100) NOT NULL,  -- concept_doc, design_doc, code, asset, etc.
    content JSONB,
    file_path VARCHAR(500),      -- For file-based outputs
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Indexes
CREATE INDEX idx_projects_user_id ON projects(user_id);
CREATE INDEX idx_projects_status ON projects(status);
CREATE INDEX idx_agents_project_id ON agents(project_id);
CREATE INDEX idx_agents_status ON agents(status);
CREATE INDEX idx_checkpoints_project_id ON checkpoints(project_id);
CREATE INDEX idx_checkpoints_status ON checkpoints(status);
CREATE INDEX idx_agent_logs_agent_id ON agent_logs(agent_id);
CREATE INDEX idx_agent_logs_timestamp ON agent_logs(timestamp);
insert into users(id,email,name,password_hash,settings)
select md5('u'||i)::uuid, 'user'||i||'@example.com', 'User '||i,
  '$2b$12$abcdefghijklmnopqrstuuE3bqE1Jj1Jv1Yw7s6rjqS0pR5X2yF1S', '{"theme":"nier"}'
from generate_series(1,100) i;

insert into projects(id,user_id,name,description,concept,status,current_phase,created_at)
select md5('p'||i)::uuid, md5('u'||((i-1)%100+1))::uuid, 'Project '||i,
  'A 2D pixel art RPG with a day and night cycle, number '||i,
  jsonb_build_object('description','A 2D pixel art RPG where the player rebuilds a ruined city','platform','web',
    'scope','mvp','genre','rpg','references',jsonb_build_array('NieR','Undertale')),
  (array['draft','running','paused','completed'])[i%4+1], i%4, now()-(10000-i)*interval '1 minute'
from generate_series(1,10000) i;

insert into agents(id,project_id,type,status,progress,current_task,started_at,created_at)
select md5('a'||i||'-'||k)::uuid, md5('p'||i)::uuid,
  (array['concept','design','scenario','character','world','task_split','code_leader','asset_leader','integrator','tester','reviewer'])[k],
  (array['pending','running','completed'])[(i+k)%3+1], (i*k)%101, 'Generating part '||k,
  now()-(10000-i)*interval '1 minute', now()-(10000-i)*interval '1 minute'+k*interval '1 second'
from generate_series(1,10000) i, generate_series(1,11) k;

insert into checkpoints(project_id,agent_id,type,title,output,status)
select md5('p'||i)::uuid, md5('a'||i||'-'||k)::uuid, (array['concept_review','design_review'])[k],
  'Review of document '||k,
  jsonb_build_object('document_type','design','summary',repeat('Complete technical architecture. ',16),
    'sections',jsonb_build_array('architecture','tech_stack','components')),
  case when i%4=1 then 'pending' else 'approved' end
from generate_series(1,10000) i, generate_series(1,2) k;

-- 750,000 logs: agent 2 of projects 1..5000 has 150 each, interleaved 16 agents at a time
insert into agent_logs(agent_id,level,message,metadata,timestamp)
select md5('a'||i||'-2')::uuid, (array['DEBUG','INFO','WARN','ERROR'])[n%4+1],
  'Step '||n||': generated section of the technical design document', jsonb_build_object('step',n,'tokens',n*7),
  now()-(5000-i)*interval '1 minute'+n*interval '100 ms'
from generate_series(1,5000) i, generate_series(1,150) n order by (i-1)/16, n, i;

-- 250,000 more over the agents of all projects
insert into agent_logs(agent_id,level,message,metadata,timestamp)
select md5('a'||(n%10000+1)||'-'||(array[1,3,4,5,6,7,8,9,10,11])[(n/10000)%10+1])::uuid, 'INFO', 'Step '||n||': progress', '{"step":1}',
  now()-(250000-n)*interval '1 second'
from generate_series(0,249999) n;

insert into agent_outputs(agent_id,output_type,content)
select id, type||'_doc', jsonb_build_object('title',type,'body',repeat('lorem ipsum dolor sit amet ',12)) from agents;
VACUUM ANALYZE;
