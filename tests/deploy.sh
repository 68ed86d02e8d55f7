#!/bin/sh
# SPDX-License-Identifier: ISC
# The systemd units: understood by systemd, exposed by 1.5 at most, and without a user, group or folder that nobody makes. No systemd has to run.
set -u
cd "${top_srcdir:-$(dirname "$0")/..}" || exit 99
command -v systemd-analyze >/dev/null || { echo "1..0 # SKIP no systemd-analyze"; exit 0; }
n=0 failed=0
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
ok() { # status, what
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ ! -s "$dir/out" ] || sed 's/^/# /' "$dir/out"; fi
}
for unit in deploy/systemd/*.service; do
	name=$(basename "$unit" .service)
	# programs need not be installed here, nor their pages
	sed 's|^ExecStart=.*|ExecStart=/bin/true|; /^Documentation=/d' "$unit" >"$dir/$name.service"
	systemd-analyze verify --man=no "$dir/$name.service" 2>&1 | grep -F "$name" >"$dir/out"
	[ ! -s "$dir/out" ]; ok $? "$name is understood"
	systemd-analyze security --offline=yes --threshold=15 "$dir/$name.service" >"$dir/out" 2>&1
	status=$?
	ok $status "$name: $(tail -n 1 "$dir/out" | sed 's/^[^A-Za-z]*//; s/[^ -~]//g')"
	: >"$dir/out"
	for word in $(sed -n 's/^\(User\|Group\|SupplementaryGroups\)=//p' "$unit"); do
		grep -qE "^[ug] $word " deploy/systemd/sysusers.conf || echo "$word is made by nobody" >>"$dir/out"
	done
	for folder in $(sed -n 's/^ReadWritePaths=//p' "$unit"); do
		grep -qE "^d ${folder#-} " deploy/systemd/tmpfiles.conf || echo "$folder is made by nobody" >>"$dir/out"
	done
	[ ! -s "$dir/out" ]; ok $? "$name: its user, groups and folders are made"
done
systemd-sysusers --dry-run "$PWD/deploy/systemd/sysusers.conf" 2>&1 | grep -iE "fail|ignor|syntax" >"$dir/out"
[ ! -s "$dir/out" ]; ok $? "users and groups are understood"
systemd-tmpfiles --create --root="$dir/none" "$PWD/deploy/systemd/tmpfiles.conf" 2>&1 | grep -iE "syntax|unknown (command|modifier)|bad" >"$dir/out"
[ ! -s "$dir/out" ]; ok $? "folders are understood"
echo "1..$n"
exit $failed
