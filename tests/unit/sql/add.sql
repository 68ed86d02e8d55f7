SELECT $1::int8 + 1 AS "plusOne"; -- one
