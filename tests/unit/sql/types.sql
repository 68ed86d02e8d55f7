-- every reader, and text that looks like a comment
SELECT (-2)::int2 AS i2, (-3)::int4 AS i4, (-4)::int8 AS i8, true AS b, 1.5::float4 AS f4, -2.25::float8 AS f8,
	timestamptz '2024-01-15 14:30:00.123456+00' AS t, 'infinity'::timestamptz AS forever, '-- /* text */ \ "é"' AS text, '{"a": 1}'::jsonb AS jsonb,
	'{"a":1}'::json AS json, '0f8fad5b-d9cb-469f-a165-70867728950e'::uuid AS uuid, NULL::int8 AS none, ''::text AS "emptyText"
