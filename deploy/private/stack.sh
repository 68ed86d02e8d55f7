# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# The private stack of ./quickstart: PostgreSQL, Redis, nginx, API, relay and worker as one unprivileged user, all under $VAR. Sockets are in
# $RUN, which nobody else may enter; only nginx listens on ports.

PG_BIN=/usr/lib/postgresql/15/bin

# Where the servers' files lie: ./var, or a folder that the service user can reach when ./var is out of its reach (below /root, say).
stack_place() {
  VAR=$PWD/var
  mkdir -p "$VAR"
  if [[ -s $VAR/elsewhere ]]; then
    VAR=$(<"$VAR/elsewhere")
  elif ! as_service test -x "$VAR"; then
    VAR=$(mktemp -d /var/tmp/ludwright.XXXXXX)
    echo "$VAR" > "$PWD/var/elsewhere"
    say "$SERVICE_USER cannot enter $PWD, so the servers' files go to $VAR"
  fi
  RUN=$VAR/run LOGS=$VAR/log PIDS=$VAR/pid PREFIX=$VAR/inst
  # A socket's path has 107 bytes at most. The folder is made by us and by nobody else, and remembered.
  if [[ ${#RUN} -gt 80 ]]; then
    if [[ ! -s $VAR/run-elsewhere ]]; then mktemp -d /tmp/ludwright.XXXXXX > "$VAR/run-elsewhere"; fi
    RUN=$(<"$VAR/run-elsewhere")
  fi
  # What root writes and starts from belongs to root; the service user owns only what its servers write.
  mkdir -p "$LOGS" "$PIDS" "$VAR"/{pg,redis,files,keys} "$RUN"
  chmod 755 "$VAR"
  chmod 700 "$RUN" "$VAR/pg" "$VAR/redis" "$VAR/keys"
  if [[ $EUID == 0 ]]; then chown "$SERVICE_USER" "$RUN" "$VAR"/{pg,redis,files,keys}; fi
}

# stack_alive NAME PATTERN: is the process of its pid file there, and what we started?
stack_pid() { [[ -s $PIDS/$1.pid ]] && head -n 1 "$PIDS/$1.pid"; }
stack_alive() { local pid; pid=$(stack_pid "$1") && [[ -d /proc/$pid ]] && tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qE "$2"; }

wait_for() { # what, seconds, command…
  local what=$1 n=$(($2 * 20)); shift 2
  until "$@" >/dev/null 2>&1; do
    ((n-- > 0)) || die "$what did not come up; see $LOGS"
    sleep 0.05
  done
}

start_daemon() { # name, command…
  local name=$1; shift
  "${SERVICE[@]}" setsid "$@" >>"$LOGS/$name.log" 2>&1 </dev/null &
  echo $! > "$PIDS/$name.pid"
}

start_postgres() {
  stack_alive postgres postgres && return
  if [[ ! -s $VAR/pg/PG_VERSION ]]; then
    say "Making a private PostgreSQL cluster"
    as_service "$PG_BIN/initdb" -D "$VAR/pg" -U ludwright --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$LOGS/initdb.log" 2>&1 || { tail -n 5 "$LOGS/initdb.log" >&2; die "initdb failed"; }
    as_service tee -a "$VAR/pg/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_permissions = 0700
shared_buffers = 128MB
max_connections = 60
autovacuum_naptime = 10s
log_min_messages = warning
CONF
  fi
  start_daemon postgres "$PG_BIN/postgres" -D "$VAR/pg" -k "$RUN"
  wait_for PostgreSQL 30 as_service "$PG_BIN/pg_isready" -q -h "$RUN" -U ludwright
  as_service "$PG_BIN/psql" -XAtq -h "$RUN" -U ludwright postgres -c "SELECT 1 FROM pg_database WHERE datname = 'ludwright'" | grep -q 1 ||
    as_service "$PG_BIN/createdb" -h "$RUN" -U ludwright ludwright
}

start_redis() {
  stack_alive redis redis-server && return
  start_daemon redis /usr/bin/redis-server --port 0 --unixsocket "$RUN/redis.sock" --unixsocketperm 700 --dir "$VAR/redis" --appendonly yes --save '' --daemonize no
  wait_for Redis 10 as_service redis-cli -s "$RUN/redis.sock" ping
}

write_conf() {
  if [[ ! -s $VAR/secret ]]; then
    (umask 077; head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$VAR/secret")
    if [[ $EUID == 0 ]]; then chown "$SERVICE_USER" "$VAR/secret"; fi
  fi
  cat > "$VAR/ludwright.conf" <<CONF
; written by quickstart; change settings in docs/configuration.md's terms and they are kept until --clean only if you copy this file
[database]
url = postgresql:///ludwright?host=$RUN&user=ludwright
[redis]
url = unix:$RUN/redis.sock
[server]
public_url = $URL
play_url = $PLAY_URL
secret_key = file:$VAR/secret
keys_dir = $VAR/keys
[api]
socket = $RUN/api.sock
cookie_secure = $([[ $URL == https:* ]] && echo yes || echo no)
[relay]
socket = $RUN/relay.sock
[worker]
graphs_dir = $PREFIX/share/ludwright/graphs
sandbox_path = $PREFIX/libexec/ludwright/ludwright-sandbox
chromium_path = ${LUDWRIGHT_WORKER_CHROMIUM_PATH-}
[provider]
name = $1
[files]
dir = $VAR/files
[metrics]
file = $RUN/metrics
CONF
}

# A certificate of our own for an address that others can reach; made anew when the address changes.
make_certificate() { # address
  export LUDWRIGHT_CA_FILE=$VAR/tls/cert.pem
  [[ -s $VAR/tls/address && $(<"$VAR/tls/address") == "$1" ]] && return
  mkdir -p -m 755 "$VAR/tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 825 -subj "/CN=$1" -addext "subjectAltName=$([[ $1 =~ ^[0-9.]+$ ]] && echo IP || echo DNS):$1" \
    -keyout "$VAR/tls/key.pem" -out "$VAR/tls/cert.pem" >"$LOGS/openssl.log" 2>&1 || die "no certificate could be made; see $LOGS/openssl.log"
  chmod 600 "$VAR/tls/key.pem"
  if [[ $EUID == 0 ]]; then chown "$SERVICE_USER" "$VAR/tls/key.pem"; fi
  echo "$1" > "$VAR/tls/address"
}

# An installed tree that servers run from, so that an edit of the checkout changes nothing under a running server.
install_tree() {
  make -C build install DESTDIR= >>build/build.log 2>&1 || { tail -n 20 build/build.log >&2; die "make install failed"; }
}

write_nginx_conf() {
  sed -e "s|@LISTEN@|$listen|g" -e "s|@PORT@|$PORT|g" -e "s|@PLAY_PORT@|$PLAY_PORT|g" -e "s|@RUN@|$RUN|g" -e "s|@LOG@|$LOGS|g" \
    -e "s|@WWW@|$PREFIX/share/ludwright/www|g" -e "s|@API_SOCKET@|$RUN/api.sock|g" -e "s|@RELAY_SOCKET@|$RUN/relay.sock|g" -e "s|@FILES@|$VAR/files|g" \
    -e "s|@PUBLIC_URL@|$URL|g" -e "s|@PLAY_URL@|$PLAY_URL|g" \
    "$PREFIX/share/ludwright/nginx/private.conf.in" > "$VAR/nginx.conf"
  if [[ $URL == https:* ]]; then
    sed -i -e 's| backlog=1024;| ssl backlog=1024;|' -e "s|http://\$host|https://\$host|g" \
      -e "s|^    server_tokens off;|    server_tokens off;\n    ssl_certificate $VAR/tls/cert.pem;\n    ssl_certificate_key $VAR/tls/key.pem;\n    ssl_protocols TLSv1.2 TLSv1.3;|" "$VAR/nginx.conf"
  fi
}

# Programs that run with other settings, addresses or binaries than those of now are ended; what runs rightly stays.
end_outdated() {
  local now
  now=$(cat "$VAR/ludwright.conf" "$VAR/nginx.conf" "$PREFIX"/sbin/* "$PREFIX"/libexec/ludwright/* | cksum; find "$PREFIX/share/ludwright/graphs" -type f -exec cksum {} + | sort | cksum)
  if [[ ! -s $PIDS/running || $(<"$PIDS/running") != "$now" ]]; then
    stop_one nginx nginx QUIT
    stop_one worker ludwright-worker TERM
    stop_one relay ludwright-relay TERM
    stop_one api ludwright-api TERM
  fi
  printf '%s\n' "$now" > "$PIDS/running"
}

start_nginx() {
  stack_alive nginx nginx || start_daemon nginx /usr/sbin/nginx -c "$VAR/nginx.conf" -e "$LOGS/nginx-error.log"
}

# Each program has a database role of its own, which `ludctl migrate` made; ludctl is the owner.
role_url() { echo "postgresql:///ludwright?host=$RUN&user=ludwright_$1"; }

start_programs() {
  stack_alive api ludwright-api || start_daemon api env LUDWRIGHT_CONF="$VAR/ludwright.conf" DATABASE_URL="$(role_url api)" "$PREFIX/sbin/ludwright-api"
  stack_alive relay ludwright-relay || start_daemon relay env LUDWRIGHT_CONF="$VAR/ludwright.conf" DATABASE_URL="$(role_url relay)" "$PREFIX/sbin/ludwright-relay"
  stack_alive worker ludwright-worker || start_daemon worker env LUDWRIGHT_CONF="$VAR/ludwright.conf" DATABASE_URL="$(role_url worker)" "$PREFIX/sbin/ludwright-worker"
}

ludctl() { as_service env LUDWRIGHT_CONF="$VAR/ludwright.conf" LUDWRIGHT_URL="$URL" LUDWRIGHT_EMAIL="${EMAIL-}" LUDWRIGHT_PASSWORD="${PASSWORD-}" "$PREFIX/bin/ludctl" "$@"; }

stop_one() { # name, pattern, signal
  local pid n
  if stack_alive "$1" "$2"; then
    pid=$(stack_pid "$1")
    kill -s "$3" "$pid" 2>/dev/null || true
    for ((n = 0; n < 200; n++)); do [[ -d /proc/$pid ]] || break; sleep 0.05; done
    [[ ! -d /proc/$pid ]] || kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$PIDS/$1.pid"
}

stack_stop() {
  stop_one nginx nginx QUIT
  stop_one worker ludwright-worker TERM
  stop_one relay ludwright-relay TERM
  stop_one api ludwright-api TERM
  stop_one redis redis-server TERM
  stop_one postgres postgres INT
}
