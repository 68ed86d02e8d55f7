-- roles_make: ludctl migrate. Returns role, state text (there, made, missing). Writes roles.
SELECT role, state FROM roles_make()
