SELECT retry_until($1::int) AS tries
