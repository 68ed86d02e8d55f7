#!/bin/sh
# SPDX-License-Identifier: ISC
# lib/redis.c against a real server.
exec "$top_srcdir/tests/redis-temp.sh" "$top_builddir/tests/unit/test_redis"
