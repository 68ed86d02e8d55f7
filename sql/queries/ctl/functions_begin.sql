-- functions_begin: ludctl migrate, first in the transaction that installs the functions: their files may come in any order.
SELECT set_config('check_function_bodies', 'off', true) AS set
