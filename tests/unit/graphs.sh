#!/bin/sh
# SPDX-License-Identifier: ISC
# worker/graph_cache.c against a real server.
exec "$top_srcdir/tests/pg-temp.sh" "$top_builddir/tests/unit/test_graph_cache"
