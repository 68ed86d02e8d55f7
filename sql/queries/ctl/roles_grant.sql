-- roles_grant: ludctl migrate, for each role that is there. $1 role text. Errors: 42501. Writes rights.
SELECT roles_grant($1::text)::text AS granted
