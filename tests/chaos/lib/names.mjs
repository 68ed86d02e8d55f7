// SPDX-License-Identifier: ISC
// Hostile names of files, as bytes (latin1): what leads out of a folder, by every road and spelling, and what systems make of a name by themselves.

const utf8 = (text) => Buffer.from(text).toString('latin1');
const TARGETS = ['outside.txt', 'etc/passwd', 'keys/test-1.pem'];

/** Ways up, each a text that a target follows. */
const UP = ['../', '../../', '../../../../../../../../', './../', '.././', 'a/../../', 'a/b/../../../', '..//', '...//...//../', '..\\', '..\\..\\', 'a\\..\\..\\', './..\\', '/', '//', '///', '/./', '/../', '\\', '\\\\', '\\\\?\\C:\\', '\\\\host\\share\\',
	'C:', 'C:\\', 'C:/', 'file:///', 'file://localhost/', 'http://127.0.0.1/', '~/', '~root/', '$HOME/', '${HOME}/', '%HOME%\\', '`pwd`/', '$(pwd)/', '%2e%2e/', '%2e%2e%2f', '..%2f', '%252e%252e%252f', '..%5c', '%c0%ae%c0%ae/', '..%c0%af', '%uff0e%uff0e/', '..%00/',
	utf8('․․/'), utf8('．．／'), utf8('..／'), utf8('..∕'), utf8('..⁄'), utf8('‥/'), utf8('..╱'), '\xc0\xae\xc0\xae/', '..\xc0\xaf', '..\xe0\x80\xaf', '..\xf0\x80\x80\xaf', '\xe0\x80\xae\xe0\x80\xae/', '..;/', '..\0/', '.\0./', '..\n/', '..\r\n/', '..\t/', ' ../', '.. /', '../ ',
	'proc/self/cwd/../../', '/proc/self/root/', '/dev/fd/3/../', '/dev/shm/', '/tmp/', '/run/', '/var/tmp/'];

/** Names that are trouble as they are. */
const WHOLE = ['', '.', '..', '...', '....', '/', '//', '\\', '~', '-', '--', '-rf', '--help', '*', '?', '|', '>', '<', '&', ';', '$(id)', '`id`', "'; DROP TABLE files; --", '"', "'", ' ', '  x', 'x ', 'x.', 'x..', 'a/', 'a//b', 'a/.', 'a/..', './a', '.git/hooks/pre-commit', '.htaccess',
	'.bashrc', '.ssh/authorized_keys', '.\\x', 'CON', 'con.txt', 'NUL', 'nul', 'aux.js', 'PRN', 'COM1', 'LPT9.txt', 'a/CON/b', 'CLOCK$', 'x:y', 'x::$DATA', 'x.txt:stream', 'desktop.ini', 'thumbs.db', '\0', 'a\0b', 'a.png\0.html', 'a\nb', 'a\r\nb', 'a\r\nX-Evil: 1', 'a\tb', '\x01', '\x7f', '\x1b[2J',
	utf8('\u202egnp.exe'), utf8('\u2028'), utf8('\u2029x'), utf8('\ufeffx'), utf8('\u200b'), utf8('\u00ad'), utf8('é'), utf8('e\u0301'), utf8('ﬁle'), utf8('ＣＯＮ'), '\xff', '\xfe\xff', '\xed\xa0\x80', '\xf5\x80\x80\x80', '\x80', 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(5000), `${'a/'.repeat(127)}x`,
	`${'a/'.repeat(60)}x`, `${'../'.repeat(80)}etc/passwd`, utf8('語'.repeat(85)), utf8('語'.repeat(86)), 'index.html/x', 'nginx.conf', 'api.sock', 'files/../keys', 'ab/cdef', '%', '%00', '%s%n', '{{7*7}}', '<img src=x onerror=alert(1)>', 'x;filename=y', 'x"; filename="../y', 'dist/game.zip', 'build/x', 'game/../../x', 'data/params.js/../../../x'];

/** Each once. */
export const NAMES = [...new Set([...UP.flatMap((up, i) => TARGETS.slice(0, i < 30 ? 3 : 2).map((target) => up + target)), ...WHOLE])];
