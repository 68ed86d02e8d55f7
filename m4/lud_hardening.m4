dnl SPDX-License-Identifier: ISC
dnl LUD_HARDENING: language, warnings and hardening flags, in LUD_CFLAGS and LUD_LDFLAGS.
AC_DEFUN([LUD_HARDENING], [
LUD_CFLAGS="-std=gnu17 -Wall -Wextra -Wformat=2 -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wconversion -Wno-sign-conversion dnl
-Wnull-dereference -Wpointer-arith -Wundef -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero dnl
-fno-strict-overflow -fPIE"
dnl Empty, as in a file that says #define _GNU_SOURCE itself.
LUD_CPPFLAGS="-D_GNU_SOURCE="
dnl _FORTIFY_SOURCE needs optimisation; a build with -O0 goes without.
AS_CASE([" $CFLAGS "], [*" -O0 "*], [], [LUD_CPPFLAGS="$LUD_CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])
LUD_LDFLAGS="-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,defs -Wl,--as-needed"
AC_SUBST([LUD_CFLAGS])
AC_SUBST([LUD_CPPFLAGS])
AC_SUBST([LUD_LDFLAGS])
])
