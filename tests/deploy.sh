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
# cron: five fields, a user that somebody makes, a program of ours
grep -vE '^(#|[A-Z]+=|$)' deploy/cron.d/ludwright | awk '
	{ for (i = 1; i <= 5; i++) if ($i !~ /^[0-9*\/,-]+$/) print "field " i ": " $0 }
	$6 !~ /^(root|ludwright-(api|worker))$/ { print "user: " $0 }
	!/ (ludctl (retention|store gc|backup|audit verify)|ludwright-remind)( |$)/ { print "program: " $0 }' >"$dir/out"
[ ! -s "$dir/out" ] && [ "$(grep -cE ' (ludctl|ludwright-remind)' deploy/cron.d/ludwright)" -ge 5 ]; ok $? "cron's lines are lines of cron"
if command -v logrotate >/dev/null; then
	sed '/^\tsu /d' deploy/logrotate/ludwright >"$dir/rotate" && chmod 644 "$dir/rotate"
	logrotate -d -s "$dir/state" "$dir/rotate" 2>&1 | grep -iE "^error" >"$dir/out"
	[ ! -s "$dir/out" ]; ok $? "logrotate understands its file"
fi
echo "1..$n"
exit $failed
