INSERT INTO pair (id, n) VALUES ($1::int, 0)
