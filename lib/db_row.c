/* SPDX-License-Identifier: ISC */
/* PostgreSQL's binary column formats (src/backend/utils/adt, the send functions): integers big-endian, times in
 * microseconds since 2000. */
#include "lib/db.h"

#include "lib/id.h"
#include "lib/log.h"

#include <endian.h>
#include <string.h>

#define JSONB_OID 3802
#define EPOCH_2000_US INT64_C(946684800000000)

bool db_null(const PGresult *r, int row, int col)
{
	return PQgetisnull(r, row, col);
}

/* A column of a type that the reader was not made for is our bug, and a wrong number is worse than an end. */
_Noreturn static void wrong_type(const PGresult *r, int col, const char *wanted)
{
	log_fatal("column %s is of type %u, not %s", PQfname(r, col), PQftype(r, col), wanted);
}

static uint32_t read32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return be32toh(v);
}

static uint64_t read64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

int64_t db_int(const PGresult *r, int row, int col, int64_t fallback)
{
	const char *p = PQgetvalue(r, row, col);

	if (PQgetisnull(r, row, col))
		return fallback;
	switch (PQgetlength(r, row, col)) {
	case 2:
		return (int16_t)((unsigned char)p[0] << 8 | (unsigned char)p[1]);
	case 4:
		return (int32_t)read32(p);
	case 8:
		return (int64_t)read64(p);
	default:
		wrong_type(r, col, "an integer");
	}
}

bool db_bool(const PGresult *r, int row, int col, bool fallback)
{
	if (PQgetisnull(r, row, col))
		return fallback;
	if (PQgetlength(r, row, col) != 1)
		wrong_type(r, col, "boolean");
	return *PQgetvalue(r, row, col) != 0;
}

double db_double(const PGresult *r, int row, int col, double fallback)
{
	const char *p = PQgetvalue(r, row, col);
	uint64_t v64;
	uint32_t v32;
	double d;
	float f;

	if (PQgetisnull(r, row, col))
		return fallback;
	switch (PQgetlength(r, row, col)) {
	case 4:
		v32 = read32(p);
		memcpy(&f, &v32, sizeof(f));
		return (double)f;
	case 8:
		v64 = read64(p);
		memcpy(&d, &v64, sizeof(d));
		return d;
	default:
		wrong_type(r, col, "a float");
	}
}

int64_t db_time_us(const PGresult *r, int row, int col, int64_t fallback)
{
	int64_t us;

	if (PQgetisnull(r, row, col))
		return fallback;
	if (PQgetlength(r, row, col) != 8)
		wrong_type(r, col, "timestamptz");
	us = (int64_t)read64(PQgetvalue(r, row, col));
	return __builtin_add_overflow(us, EPOCH_2000_US, &us) ? INT64_MAX : us;
}

static int version_bytes(const PGresult *r, int row, int col)
{
	return PQftype(r, col) == JSONB_OID && PQfformat(r, col) == 1 && PQgetlength(r, row, col) > 0;
}

const char *db_text(const PGresult *r, int row, int col, const char *fallback)
{
	if (PQgetisnull(r, row, col))
		return fallback;
	return PQgetvalue(r, row, col) + version_bytes(r, row, col);
}

size_t db_length(const PGresult *r, int row, int col)
{
	if (PQgetisnull(r, row, col))
		return 0;
	return (size_t)(PQgetlength(r, row, col) - version_bytes(r, row, col));
}

void db_uuid(const PGresult *r, int row, int col, char uuid_r[37])
{
	uuid_r[0] = '\0';
	if (PQgetisnull(r, row, col))
		return;
	if (PQgetlength(r, row, col) != 16)
		wrong_type(r, col, "uuid");
	id_from_bytes((const unsigned char *)PQgetvalue(r, row, col), uuid_r);
}

/* PQfnumber folds case, and our names have capitals. */
int db_column(const PGresult *r, const char *name)
{
	for (int i = 0; i < PQnfields(r); i++) {
		if (strcmp(PQfname(r, i), name) == 0)
			return i;
	}
	log_fatal("the result has no column %s", name);
}
