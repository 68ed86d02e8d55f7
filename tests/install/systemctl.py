#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""systemctl for a machine on which no systemd runs: starts units by hand, as far as that goes without it.

Takes start, stop, restart, reload, kill, enable and disable [--now], is-active, daemon-reload. Units of /etc/systemd/system get what their file says of user, groups,
environment, folders, limits, what they may see and change (ProtectSystem, ReadWritePaths, InaccessiblePaths, PrivateTmp, ProtectHome), system calls
(SystemCallFilter, RestrictAddressFamilies, MemoryDenyWriteExecute, RestrictSUIDSGID), no capabilities and no new privileges. All others are services of Debian's: their
init scripts do it. Nothing is started again when it ends. What programs say goes to /var/log/units.
"""
import ctypes
import errno
import fnmatch
import glob
import grp
import os
import pwd
import resource
import shlex
import signal
import subprocess
import sys
import time

UNITS, RUN, LOGS, ENABLED = '/etc/systemd/system', '/run/units', '/var/log/units', '/etc/units-enabled'
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, CLONE_NEWNS, CLONE_NEWNET = 38, 24, 0x20000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def full(name):
    return name if name.endswith(('.service', '.target')) else name + '.service'


def folder_of(name):
    """Where its unit is: ours, or one of Debian's whose init script wants more than a machine within a machine may have."""
    return '/lib/systemd/system' if full(name) == 'prometheus.service' else UNITS


class Unit:
    """A unit's file, and what runs of it."""

    def __init__(self, name):
        self.name = full(name)
        base, _, instance = self.name.rpartition('.')[0].partition('@')
        self.path = f'{folder_of(name)}/{self.name}' if not instance else f'{UNITS}/{base}@.service'
        self.settings = {}
        with open(self.path, encoding='utf8') as file:
            for line in file:
                if '=' in line and line[0] not in '#;[':
                    key, value = line.strip().split('=', 1)
                    self.settings.setdefault(key, []).append(value.replace('%i', instance))

    def all(self, key):
        return [word for value in self.settings.get(key, []) for word in shlex.split(value)]

    def one(self, key, default=None):
        return self.settings.get(key, [default])[-1]

    def pid(self):
        try:
            with open(f'{RUN}/{self.name}', encoding='utf8') as file:
                pid = int(file.read())
            with open(f'/proc/{pid}/stat', encoding='utf8') as file:
                return None if file.read().rpartition(')')[2].split()[0] == 'Z' else pid
        except (OSError, ValueError):
            return None


def check(what, value):
    if value != 0:
        sys.exit(f'{what}: {os.strerror(ctypes.get_errno())}')


def mount(*words):
    subprocess.run(['mount', *words], check=True)


def group_of(unit):
    return grp.getgrnam(unit.one('Group')).gr_gid if unit.one('Group') else pwd.getpwnam(unit.one('User')).pw_gid


def folders(unit):
    """Those that the unit gets of its own."""
    made = []
    for key, root in (('RuntimeDirectory', '/run'), ('StateDirectory', '/var/lib')):
        for name in unit.all(key):
            path = f'{root}/{name}'
            os.makedirs(path, exist_ok=True)
            os.chmod(path, int(unit.one(key + 'Mode', '0755'), 8))
            os.chown(path, pwd.getpwnam(unit.one('User')).pw_uid, group_of(unit))
            made.append(path)
    return made


def confine(unit, own):
    """What it may see and change, in a mount namespace of its own."""
    check('unshare', libc.unshare(CLONE_NEWNS))
    mount('--make-rprivate', '/')
    for path in own + unit.all('ReadWritePaths'):
        path = path.lstrip('-')
        if os.path.exists(path):
            mount('--bind', path, path)
    if unit.one('PrivateTmp') in ('yes', 'true'):
        mount('-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', '/tmp')
        mount('-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', '/var/tmp')
    hidden = [path.lstrip('-') for path in unit.all('InaccessiblePaths')] + (['/home', '/root'] if unit.one('ProtectHome') in ('yes', 'true') else [])
    for path in hidden:
        if os.path.isdir(path):
            mount('-t', 'tmpfs', '-o', 'mode=000,ro', 'tmpfs', path)
    if unit.one('ProtectSystem') == 'strict':
        mount('-o', 'remount,bind,ro', '/')


def syscalls(unit):
    """The names that are left of SystemCallFilter."""
    if not unit.all('SystemCallFilter'):
        return None
    sets, current = {}, None
    for line in subprocess.run(['systemd-analyze', 'syscall-filter'], check=True, capture_output=True, text=True).stdout.splitlines():
        word = line.strip()
        if line.startswith('@'):
            current = sets.setdefault(word, [])
        elif line.startswith(' ') and current is not None and word and not word.startswith('#'):
            current.append(word)

    def expand(word):
        return {name for one in sets[word] for name in expand(one)} if word.startswith('@') else {word}
    allowed = expand('@default') | {'execve'}
    for value in unit.settings['SystemCallFilter']:
        names = {name for word in value.lstrip('~').split() for name in expand(word)}
        allowed = allowed - names if value.startswith('~') else allowed | names
    return allowed


def load_filter(unit, allowed):
    import seccomp
    with_rules = {'socket'} if unit.all('RestrictAddressFamilies') else set()
    if unit.one('MemoryDenyWriteExecute') == 'yes':
        with_rules |= {'mmap', 'mprotect', 'pkey_mprotect'}
    if unit.one('RestrictSUIDSGID') == 'yes':
        with_rules |= {'openat2'}  # systemd cannot look at its mode
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in allowed - with_rules:
        try:
            rules.add_rule(seccomp.ALLOW, name)
        except (RuntimeError, ValueError, OSError):
            pass  # not of this processor
    if 'openat2' in with_rules:
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), 'openat2')
    families = {'AF_UNIX': 1, 'AF_INET': 2, 'AF_INET6': 10}
    for family in unit.all('RestrictAddressFamilies'):
        rules.add_rule(seccomp.ALLOW, 'socket', seccomp.Arg(0, seccomp.EQ, families[family]))
    if 'mmap' in with_rules:
        for bits in (0, 2, 4):  # neither, to write, to execute
            rules.add_rule(seccomp.ALLOW, 'mmap', seccomp.Arg(2, seccomp.MASKED_EQ, 6, bits))
        for name in ('mprotect', 'pkey_mprotect'):
            rules.add_rule(seccomp.ALLOW, name, seccomp.Arg(2, seccomp.MASKED_EQ, 4, 0))
    rules.load()


def step_down(unit):
    user, group = pwd.getpwnam(unit.one('User')), group_of(unit)
    for number in range(64):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    more = [grp.getgrnam(name).gr_gid for name in unit.all('SupplementaryGroups')]
    os.setgroups(sorted({group, *os.getgrouplist(user.pw_name, group), *more}))
    os.setresgid(*[group] * 3)
    os.setresuid(*[user.pw_uid] * 3)
    check('prctl', libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    return user


def environment(unit):
    env = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG': 'C.UTF-8', 'USER': unit.one('User')}
    env.update(pair.split('=', 1) for pair in unit.all('Environment'))
    for path in unit.all('EnvironmentFile'):
        if os.path.exists(path.lstrip('-')):
            with open(path.lstrip('-'), encoding='utf8') as file:
                env.update(word.split('=', 1) for line in file if '=' in line and line[0] != '#' for word in shlex.split(line))
    return env


def become(unit, own, allowed):
    """In the child: the unit's program, or an end."""
    os.setsid()
    out = os.open(f'{LOGS}/{unit.name}.log', os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    os.dup2(os.open('/dev/null', os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    for key, which in (('LimitNOFILE', resource.RLIMIT_NOFILE), ('LimitCORE', resource.RLIMIT_CORE)):
        if unit.one(key):
            most = resource.getrlimit(which)[1]  # a machine within a machine may have less
            limit = int(unit.one(key)) if most == resource.RLIM_INFINITY else min(int(unit.one(key)), most)
            resource.setrlimit(which, (limit, limit))
    confine(unit, own)
    os.umask(int(unit.one('UMask', '0022'), 8))
    env = environment(unit)
    words = [word for one in unit.all('ExecStart') for word in (env.get(one[1:], '').split() if one.startswith('$') else [one])]
    os.chdir('/')
    step_down(unit)
    if allowed is not None:
        load_filter(unit, allowed)
    os.execve(words[0], words, env)


def start(unit):
    if unit.name.endswith('.target'):
        for name in enabled():
            start(Unit(name))
        return
    if unit.pid():
        return
    own, allowed = folders(unit), syscalls(unit)
    for line in unit.settings.get('ExecStartPre', []):
        subprocess.run(shlex.split(line.lstrip('+')), check=True)
    ready, told = os.pipe()  # closed by exec
    pid = os.fork()
    if pid == 0:
        os.close(ready)
        try:
            become(unit, own, allowed)
        except BaseException as error:  # a child must not go on as the parent
            os.write(told, str(error).encode() or b'failed')
        os._exit(1)
    os.close(told)
    wrong = os.read(ready, 4096)
    if wrong:
        sys.exit(f'{unit.name}: {wrong.decode()}')
    with open(f'{RUN}/{unit.name}', 'w', encoding='utf8') as file:
        file.write(str(pid))


def stop(unit):
    if unit.name.endswith('.target'):
        for name in running():
            stop(Unit(name))
        return
    pid = unit.pid()
    if not pid:
        return
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 45
    while unit.pid() and time.monotonic() < end:
        time.sleep(0.05)
    if unit.pid():
        os.killpg(pid, signal.SIGKILL)
        sys.exit(f'{unit.name} did not end within 45 s')


def reload(unit):
    subprocess.run([word.replace('$MAINPID', str(unit.pid())) for word in unit.all('ExecReload')], check=True)


def enabled():
    return [os.path.basename(path) for path in sorted(glob.glob(f'{ENABLED}/*.service'))]


def running():
    return [name for name in sorted(os.listdir(RUN)) if Unit(name).pid()]


def ours(name):
    return os.path.exists(f'{folder_of(name)}/{full(name)}') or ('@' in name and os.path.exists(f"{UNITS}/{name.partition('@')[0]}@.service"))


def act(verb, names, sign):
    for pattern in names:
        for name in [one for one in running() if fnmatch.fnmatch(one, full(pattern))] if '*' in pattern else [pattern]:
            if not ours(name):
                subprocess.run(['service', name.removesuffix('.service'), verb], check=True)
            elif verb == 'kill':
                os.kill(Unit(name).pid(), getattr(signal, 'SIG' + sign))
            elif verb == 'restart':
                again = running() if name.endswith('.target') else []
                stop(Unit(name))
                for one in again or [name]:
                    start(Unit(one))
            else:
                {'start': start, 'stop': stop, 'reload': reload}[verb](Unit(name))


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    sign = words.pop(words.index('-s') + 1) if '-s' in words else None
    verb, *names = [word for word in words if word != '-s']
    with open('/proc/1/ns/net', encoding='utf8') as own:  # who calls may be in the network that packages come from
        check('setns', libc.setns(own.fileno(), CLONE_NEWNET))
    for path in (RUN, LOGS, ENABLED):
        os.makedirs(path, exist_ok=True)
    if verb == 'enable':
        for name in names:
            if not ours(name):
                sys.exit(f'there is no unit {name}')
            open(f'{ENABLED}/{full(name)}', 'w', encoding='utf8').close()
        verb = 'start' if '--now' in sys.argv else 'daemon-reload'
    if verb == 'disable':
        for name in names:
            if not ours(name):
                sys.exit(f'there is no unit {name}')
            if os.path.exists(f'{ENABLED}/{full(name)}'):
                os.unlink(f'{ENABLED}/{full(name)}')
        verb = 'stop' if '--now' in sys.argv else 'daemon-reload'
    if verb == 'is-active':
        sys.exit(0 if all(Unit(name).pid() for name in names) else 3)
    if verb != 'daemon-reload':
        act(verb, names, sign)


main()
