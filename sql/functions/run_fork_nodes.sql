-- SPDX-License-Identifier: ISC
-- run_fork_nodes(state jsonb, graph jsonb) -> text[]: the nodes at which a fork of this state can begin again, in the graph's order: those that do
-- work and that the run had come to, as far as forward edges lead from them to everything that is at work; else something would go on beside.
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION run_fork_nodes(p_state jsonb, p_graph jsonb) RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE node AS (
        SELECT g.name, g.node->>'kind' AS kind, (g.node->>'order')::numeric AS place, p_state->'nodes'->g.name AS state
        FROM graph_nodes(p_graph) g
    ), edge AS (
        SELECT f.name AS source, t.name AS target
        FROM jsonb_array_elements(p_graph->'edges') AS e
        CROSS JOIN LATERAL jsonb_path_query(e.value, '$.to[*]') AS x
        JOIN node f ON f.name = e.value->>'from'
        JOIN node t ON t.name = x #>> '{}' AND t.place > f.place
    ), reach AS (
        SELECT name AS source, name AS target FROM node
        UNION SELECT r.source, e.target FROM reach r JOIN edge e ON e.source = r.target
    ), token AS (
        SELECT name FROM node WHERE state->>'status' NOT IN ('idle', 'done')
    )
    SELECT coalesce(array_agg(n.name ORDER BY n.place), '{}') FROM node n
    WHERE n.kind IN ('agent', 'leader', 'builtin') AND (n.state->>'revision')::int > 0 AND NOT EXISTS (
        SELECT FROM token t WHERE NOT EXISTS (SELECT FROM reach r WHERE r.source = n.name AND r.target = t.name))
$$;
