#!/bin/sh
# SPDX-License-Identifier: ISC
tests=${top_srcdir:-.}/tests
exec "$tests/pg-temp.sh" "$tests/redis-temp.sh" sh "$tests/system/worker/pool.sh"
