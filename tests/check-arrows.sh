#!/bin/sh
# SPDX-License-Identifier: ISC
# Holds the arrows between folders, keeps SQL out of C and files short. TAP. In: $top_srcdir (default: the folder above this script).
set -u
cd "${top_srcdir:-$(dirname "$0")/..}" || exit 1
n=0
bad=0

# report NAME OFFENDERS: one test; what is wrong follows as diagnostics.
report() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		bad=1
	fi
}

# includes FOLDER ALLOWED-PATTERN: quoted includes of FOLDER that are neither config.h nor allowed.
includes() {
	find "$1" -name '*.[ch]' ! -name '*.gen.c' -exec grep -Hn '^#include "' {} + | grep -vE "#include \"(config\\.h|$2)"
}

echo 1..11
report "lib includes only lib" "$(includes lib 'lib/')"
report "cgi includes only its own headers and lib" "$(includes cgi '(cgi|lib)/')"
report "ctl includes only its own headers and lib" "$(includes ctl '(ctl|lib)/')"
report "relay includes only its own headers and lib" "$(includes relay '(relay|lib)/')"
report "worker includes only its own headers and lib" "$(includes worker '(worker|lib)/')"
report "remind includes only its own headers and lib" "$(includes remind '(remind|lib)/')"
report "the sandbox includes nothing but its own headers" "$(includes worker/sandbox 'worker/sandbox/')"
# lib/db.c speaks the few words of a transaction and nothing else.
report "no SQL in C" "$(find lib cgi ctl relay remind worker -name '*.c' ! -name '*.gen.c' -exec grep -HnE '"[[:space:]]*(SELECT|INSERT INTO|UPDATE [a-z]|DELETE FROM|CREATE|ALTER|DROP|WITH [a-z_]+ AS|TRUNCATE|GRANT|CALL|LISTEN|NOTIFY)[[:space:]]+[a-zA-Z_(]' {} +)"
report "no C file over 500 lines" "$(find lib cgi ctl relay remind worker -name '*.[ch]' ! -name '*.gen.c' -exec awk 'END { if (FNR > 500) print FILENAME ": " FNR }' {} \;)"
report "every source names its licence" "$(find lib cgi ctl relay remind worker sql tests/unit -name '*.[ch]' ! -name '*.gen.c' -exec grep -L 'SPDX-License-Identifier' {} +; find sql -name '*.sql' -path '*migrations*' -exec grep -L SPDX {} +)"
report "every statement has a head" "$(find sql/queries -name '*.sql' | while read -r f; do head -n 1 "$f" | grep -q '^-- ' || echo "$f"; done)"
exit $bad
