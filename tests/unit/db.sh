#!/bin/sh
# SPDX-License-Identifier: ISC
# lib/db.c against a real server.
exec "$top_srcdir/tests/pg-temp.sh" "$top_builddir/tests/unit/test_db"
