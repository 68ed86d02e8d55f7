SELECT fail($1::text, $2::text)
