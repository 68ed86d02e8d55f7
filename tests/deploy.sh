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
skip() { # what, why
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
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
# systemd answers openat2 with ENOSYS under RestrictSUIDSGID, and the file store needs it
for name in api worker@; do
	grep -qE '^RestrictSUIDSGID=(yes|true|1|on)' "deploy/systemd/ludwright-$name.service" && echo "ludwright-$name.service takes openat2 away"
done >"$dir/out"
[ ! -s "$dir/out" ]; ok $? "the programs that keep files have openat2"
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
# the units of a target stop and start with it, and it names all of them
for unit in deploy/systemd/*.service; do
	grep -q '^PartOf=ludwright.target$' "$unit" && grep -q '^WantedBy=ludwright.target$' "$unit" || echo "$unit is not of the target"
done >"$dir/out"
cp deploy/systemd/ludwright.target "$dir/ludwright.target"
systemd-analyze verify --man=no "$dir/ludwright.target" 2>&1 | grep -F ludwright.target >>"$dir/out"
[ ! -s "$dir/out" ]; ok $? "the target and its units"
# what is added to Debian's unit of PostgreSQL: understood, and in force
unit=/lib/systemd/system/postgresql@.service
if [ -f $unit ]; then
	mkdir "$dir/postgresql@.service.d" && cp $unit "$dir/postgresql@.service" && cp deploy/systemd/postgresql-restart.conf "$dir/postgresql@.service.d/"
	systemd-analyze verify --man=no "$dir/postgresql@15-main.service" 2>&1 | grep -F postgresql >"$dir/out"
	[ ! -s "$dir/out" ] && grep -qx Restart=on-failure deploy/systemd/postgresql-restart.conf; ok $? "PostgreSQL is started again when it ends by itself"
else
	skip "PostgreSQL is started again when it ends by itself" "no unit of PostgreSQL"
fi
# 10 MB and five of the programs' logs; 90 days of the access log
sed -n '/^\/var\/log\/ludwright/,/^}/p' deploy/logrotate/ludwright | tr -d '\t' | grep -cxE 'size 10M|rotate 5' | grep -qx 2 &&
	sed -n '/^\/var\/log\/nginx/,/^}/p' deploy/logrotate/ludwright | tr -d '\t' | grep -cxE 'daily|rotate 90' | grep -qx 2
ok $? "logs are kept as long as they should be"
sed -n 's/^ *- alert: //p' deploy/prometheus/ludwright.rules.yml | while read -r alert; do
	[ "$(grep -cE "alertname: $alert([ ,}]|\$)" tests/deploy-rules.yml)" -ge 2 ] || echo "$alert is not tried"
	grep -q "^|.*\`$alert\`.*|.*|\$" docs/operate.md || echo "docs/operate.md does not say what to do about $alert"
done >"$dir/out"
[ ! -s "$dir/out" ]; ok $? "every alert is tried, and docs/operate.md says what to do"
if command -v promtool >/dev/null; then
	promtool test rules tests/deploy-rules.yml >"$dir/out" 2>&1
	ok $? "alerts see what they are for, and nothing else"
else
	skip "alerts see what they are for, and nothing else" "no promtool; it is in the package prometheus"
fi
if ! command -v logrotate >/dev/null; then
	skip "logrotate understands its file" "no logrotate"
else
	sed '/^\tsu /d; s/^\(\tcreate .*\) ludwright$/\1 root/' deploy/logrotate/ludwright >"$dir/rotate" && chmod 644 "$dir/rotate"
	logrotate -d -s "$dir/state" "$dir/rotate" 2>&1 | grep -iE "^error" >"$dir/out"
	[ ! -s "$dir/out" ]; ok $? "logrotate understands its file"
fi
echo "1..$n"
exit $failed
