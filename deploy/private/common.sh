# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# What ./quickstart and ./runtests share: saying what is done, installing packages, building, stepping down from root.

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Packages of the given sections (build, run, test) that are not installed.
packages_missing() {
  local wanted section word
  wanted=" $* "
  while read -r word section; do
    case $word in
      '#') current=${section%% *} ;;
      ?*) [[ $wanted == *" $current "* ]] && ! dpkg-query -W -f '${db:Status-Abbrev}' "$word" 2>/dev/null | grep -q '^ii' && echo "$word" ;;
    esac
  done < <(sed '1d' deploy/private/packages)
  return 0
}

as_root() { if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi; }

# Installs what is missing. Services that come with the packages are neither started nor enabled, and those that are there already
# are left alone: ours are private.
packages_install() {
  local missing log
  missing=$(packages_missing "$@")
  [[ $missing ]] || return 0
  [[ $EUID == 0 ]] || command -v sudo >/dev/null || die "these packages are missing, and there is no sudo to install them: $(echo $missing)"
  say "Installing $(wc -w <<<"$missing") packages by apt-get: $(echo $missing)"
  log=$(mktemp)
  as_root env DEBIAN_FRONTEND=noninteractive bash -s "$log" $missing <<'INSTALL' || { tail -n 20 "$log" >&2; die "apt-get failed"; }
set -eu
log=$1; shift
hold=; conf=
finish() { [ -z "$hold" ] || rm -f /usr/sbin/policy-rc.d; [ -z "$conf" ] || rm -f "$conf"; }
trap finish EXIT
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; hold=1
fi
fresh=
for p in postgresql-15:postgresql redis-server:redis-server nginx:nginx; do
  case " $* " in *" ${p%%:*} "*) fresh="$fresh ${p##*:}" ;; esac
done
case " $* " in *" postgresql-15 "*)
  conf=/etc/postgresql-common/createcluster.d/ludwright-install.conf
  mkdir -p "${conf%/*}"; echo 'create_main_cluster = false' > "$conf" ;;
esac
apt-get -q update >>"$log" 2>&1
apt-get -q -y --no-install-recommends install "$@" >>"$log" 2>&1
if [ -d /run/systemd/system ]; then
  for s in $fresh; do systemctl disable --now "$s" >>"$log" 2>&1 || true; done
fi
INSTALL
  rm -f "$log"
}

# The sections that a checkout needs to make its pages; a release tarball brings them. npm comes with some packages of Node, and is a package
# of its own in Debian.
packages_for_pages() {
  [[ ! -e .git && -e www/dist/manifest.json ]] && return
  command -v node >/dev/null || echo node
  command -v npm >/dev/null || echo npm
}

# The user that runs servers: whoever runs this, but never root. "${SERVICE[@]}" command… runs it as that user, in the same process.
if [[ $EUID == 0 ]]; then
  SERVICE_USER=nobody
  SERVICE=(setpriv --reuid="$SERVICE_USER" --regid="$(id -g "$SERVICE_USER")" --clear-groups env HOME=/nonexistent)
else
  SERVICE_USER=$(id -un)
  SERVICE=(env)
fi
as_service() { "${SERVICE[@]}" "$@"; }

# build DIR [configure options]: configures once in DIR and makes what changed; quiet unless it fails.
build_in() {
  local dir=$1 log=$1/build.log; shift
  mkdir -p "$dir"
  [[ -e configure && configure -nt configure.ac ]] || { say "Making ./configure"; ./bootstrap >"$log" 2>&1 || { tail -n 30 "$log" >&2; die "bootstrap failed"; }; }
  [[ -e $dir/Makefile && $dir/Makefile -nt configure ]] || { say "Configuring in $dir"; (cd "$dir" && "$OLDPWD/configure" "$@") >>"$log" 2>&1 || { tail -n 30 "$log" >&2; die "configure failed"; }; }
  make -C "$dir" -j"$(nproc)" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; die "the build failed; all of it is in $log"; }
}

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# The first free port from $1 on.
port_from() {
  local p
  for ((p = $1; p < $1 + 200; p++)); do port_free "$p" && { echo "$p"; return; }; done
  die "no free port from $1 on"
}
