/* SPDX-License-Identifier: ISC */
#include "worker/zip.h"

#include <zip.h>

enum { DOS_DATE_1980 = (1 << 5) | 1, LEVEL = 9 };

static bool add_entry(zip_t *archive, const struct game_file *file)
{
	zip_source_t *source = zip_source_buffer(archive, file->bytes, file->len, 0);
	if (!source)
		return false;
	zip_int64_t index = zip_file_add(archive, file->path, source, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(source);
		return false;
	}
	zip_uint64_t at = (zip_uint64_t) index;
	return zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, LEVEL) == 0 && zip_file_set_dostime(archive, at, 0, DOS_DATE_1980, 0) == 0 &&
	       zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, 0100644U << 16) == 0;
}

static enum err read_back(struct arena *a, zip_source_t *source, const unsigned char **bytes_r, size_t *len_r)
{
	zip_stat_t st;
	if (zip_source_stat(source, &st) < 0 || !(st.valid & ZIP_STAT_SIZE) || zip_source_open(source) < 0)
		return ERR_SYSTEM;
	unsigned char *bytes = arena_alloc(a, st.size);
	zip_int64_t n = zip_source_read(source, bytes, st.size);
	zip_source_close(source);
	*bytes_r = bytes;
	*len_r = st.size;
	return n == (zip_int64_t) st.size ? ERR_OK : ERR_SYSTEM;
}

enum err zip_game(struct arena *a, const struct game *game, const unsigned char **bytes_r, size_t *len_r, const char **message_r)
{
	zip_error_t error;
	zip_error_init(&error);
	enum err err = ERR_SYSTEM;
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *archive = source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
	if (!archive)
		goto out;
	zip_source_keep(source);
	bool added = true;
	for (size_t i = 0; added && i < game->count; i++)
		added = add_entry(archive, &game->files[i]);
	if (!added || zip_close(archive) < 0) {
		*message_r = arena_printf(a, "the zip could not be written: %s", zip_strerror(archive));
		zip_discard(archive);
	} else {
		err = read_back(a, source, bytes_r, len_r);
	}
out:
	if (err && !archive)
		*message_r = arena_printf(a, "the zip could not be begun: %s", zip_error_strerror(&error));
	zip_source_free(source);
	zip_error_fini(&error);
	return err;
}
