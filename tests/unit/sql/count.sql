SELECT count(*) AS n FROM pair
