dnl SPDX-License-Identifier: ISC
dnl LUD_LIBRARIES: what Ludwright links, one pkg-config module or library each. docs/dependencies.md says why each is here.
AC_DEFUN([LUD_LIBRARIES], [
PKG_CHECK_MODULES([PQ], [libpq >= 15])
PKG_CHECK_MODULES([JSON], [json-c >= 0.15])
PKG_CHECK_MODULES([JWT], [libjwt >= 1.10])
PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 3.0])
PKG_CHECK_MODULES([CURL], [libcurl >= 7.85])
PKG_CHECK_MODULES([HIREDIS], [hiredis >= 0.14])
PKG_CHECK_MODULES([SECCOMP], [libseccomp >= 2.5])
PKG_CHECK_MODULES([CRYPT], [libxcrypt >= 4.4])
PKG_CHECK_MODULES([INIH], [inih])
PKG_CHECK_MODULES([ZLIB], [zlib])
PKG_CHECK_MODULES([ZIP], [libzip >= 1.7])
PKG_CHECK_MODULES([MAGIC], [libmagic])
dnl Debian's duktape.pc says 2.2.0 for 2.7.0: the header tells the truth.
PKG_CHECK_MODULES([DUKTAPE], [duktape])
AC_PREPROC_IFELSE([AC_LANG_SOURCE([[#include <duktape.h>
#if DUK_VERSION < 20700
#error too old
#endif]])], [], [AC_MSG_ERROR([duktape 2.7 or newer not found: install duktape-dev])])
PKG_CHECK_MODULES([CHECK], [check >= 0.15])
AC_CHECK_HEADER([fcgiapp.h], [], [AC_MSG_ERROR([fcgiapp.h not found: install libfcgi-dev])])
AC_CHECK_HEADER([wslay/wslay.h], [], [AC_MSG_ERROR([wslay/wslay.h not found: install libwslay-dev])])
WSLAY_LIBS="-lwslay"
AC_SUBST([WSLAY_LIBS])
FCGI_LIBS="-lfcgi"
AC_SUBST([FCGI_LIBS])
])
