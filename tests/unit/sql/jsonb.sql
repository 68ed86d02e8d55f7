SELECT $1::jsonb AS j
