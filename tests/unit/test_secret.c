/* SPDX-License-Identifier: ISC */
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "lib/secret.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define ROOT "0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210"
#define PLACE "secrets|value|0f8fad5b-d9cb-469f-a165-70867728950e"
#define PLAIN "sk-ant-api03-secret"

static struct arena a;
static struct secret_roots *roots;
static const char *why;

static struct secret_roots *load(const char *secret_key, const char *file)
{
	struct secret_roots *r = NULL;
	ck_assert_int_eq(secret_roots_load(secret_key, file, &r, &why), ERR_OK);
	return r;
}

static void start(void)
{
	arena_init(&a, 8 << 20);
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	roots = load(ROOT, "");
}

static void stop(void)
{
	secret_roots_free(roots);
	arena_done(&a);
}

static size_t bytes_of(const char *hex, unsigned char *out)
{
	size_t n = strlen(hex) / 2;
	for (size_t i = 0; i < n; i++) {
		unsigned v;
		ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &v), 1);
		out[i] = (unsigned char)v;
	}
	return n;
}

static enum err opens(const struct secret_roots *r, const char *place, const unsigned char *sealed, size_t len)
{
	char *plain;
	size_t n;
	enum err err = secret_open(r, &a, place, sealed, len, &plain, &n);
	ck_assert(err ? plain == NULL : n == strlen(PLAIN) && memcmp(plain, PLAIN, n + 1) == 0);
	return err;
}

/* RFC 5869, appendix A: test cases 1 and 3. */
START_TEST(hkdf_gives_what_the_rfc_says)
{
	unsigned char key[22], salt[13], info[10], out[42];
	char hex[85];
	start();
	memset(key, 0x0b, sizeof key);
	bytes_of("000102030405060708090a0b0c", salt);
	bytes_of("f0f1f2f3f4f5f6f7f8f9", info);
	hash_hkdf_sha256(key, sizeof key, salt, sizeof salt, info, sizeof info, out, sizeof out);
	codec_hex(out, sizeof out, hex);
	ck_assert_str_eq(hex, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
	hash_hkdf_sha256(key, sizeof key, "", 0, "", 0, out, sizeof out);
	codec_hex(out, sizeof out, hex);
	ck_assert_str_eq(hex, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
	stop();
}
END_TEST

/* Made with another implementation: Node's hkdfSync and createCipheriv. */
START_TEST(a_value_of_another_implementation_opens)
{
	unsigned char sealed[128];
	start();
	size_t n = bytes_of("0150bc64b801020304000102030405060708090a0bdf3c3e150a48ca82ed3ff03f4e2e0ab0197f75c97c912125"
			    "7d60e170048c64f71"
			    "13856",
		sealed);
	ck_assert_int_eq(opens(roots, PLACE, sealed, n), ERR_OK);
	ck_assert(secret_key_current(roots, "50bc64b801020304"));
	stop();
}
END_TEST

START_TEST(a_value_opens_whole_and_in_its_place_only)
{
	char id[SECRET_KEY_ID_SIZE];
	unsigned char *sealed, *again;
	size_t len, again_len;
	start();
	secret_key_new(roots, id);
	ck_assert_int_eq(secret_seal(roots, &a, id, PLACE, PLAIN, strlen(PLAIN), &sealed, &len), ERR_OK);
	ck_assert_uint_eq(len, strlen(PLAIN) + SECRET_OVERHEAD);
	ck_assert_int_eq(opens(roots, PLACE, sealed, len), ERR_OK);
	ck_assert_int_eq(opens(roots, "secrets|value|0f8fad5b-d9cb-469f-a165-70867728950f", sealed, len), ERR_INPUT);
	ck_assert_int_eq(opens(roots, "", sealed, len), ERR_INPUT);
	for (size_t cut = 0; cut < len; cut++)
		ck_assert_int_ne(opens(roots, PLACE, sealed, cut), ERR_OK);
	for (size_t i = 0; i < len; i++)
		for (int bit = 0; bit < 8; bit++) {
			sealed[i] ^= (unsigned char)(1 << bit);
			ck_assert_int_ne(opens(roots, PLACE, sealed, len), ERR_OK);
			sealed[i] ^= (unsigned char)(1 << bit);
		}
	ck_assert_int_eq(secret_seal(roots, &a, id, PLACE, PLAIN, strlen(PLAIN), &again, &again_len), ERR_OK);
	ck_assert_msg(memcmp(again + 9, sealed + 9, 12) != 0, "a nonce is used once");
	stop();
}
END_TEST

START_TEST(keys_need_their_root)
{
	char id[SECRET_KEY_ID_SIZE];
	unsigned char *sealed;
	size_t len;
	start();
	struct secret_roots *other = load(OTHER, "");
	secret_key_new(roots, id);
	ck_assert_int_eq(secret_seal(roots, &a, id, PLACE, PLAIN, strlen(PLAIN), &sealed, &len), ERR_OK);
	ck_assert_int_eq(opens(other, PLACE, sealed, len), ERR_NOT_FOUND);
	ck_assert(!secret_key_current(other, id));
	ck_assert_int_eq(secret_seal(other, &a, id, PLACE, PLAIN, strlen(PLAIN), &sealed, &len), ERR_NOT_FOUND);
	for (const char **bad = (const char *[]){"", "50bc64b80102030", "50bc64b8010203040", "50BC64B801020304",
		     "50bc64b80102030g", NULL};
		*bad; bad++)
		ck_assert_int_eq(secret_seal(roots, &a, *bad, PLACE, PLAIN, 4, &sealed, &len), ERR_INPUT);
	secret_roots_free(other);
	stop();
}
END_TEST

static char *write_file(const char *text, mode_t mode)
{
	static char path[] = "/tmp/ludwright-roots-XXXXXX";
	strcpy(path + strlen(path) - 6, "XXXXXX");
	int fd = mkstemp(path);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

START_TEST(a_key_file_comes_first_and_old_roots_read_on)
{
	char id[SECRET_KEY_ID_SIZE];
	unsigned char *sealed;
	size_t len;
	start();
	secret_key_new(roots, id);
	ck_assert_int_eq(secret_seal(roots, &a, id, PLACE, PLAIN, strlen(PLAIN), &sealed, &len), ERR_OK);
	char *path = write_file("# roots\n" OTHER "\n\n", 0640);
	struct secret_roots *both = load(ROOT, path);
	unlink(path);
	ck_assert_int_eq(opens(both, PLACE, sealed, len), ERR_OK);
	ck_assert_msg(!secret_key_current(both, id), "new keys are of the file's first root");
	secret_roots_free(both);
	path = write_file(OTHER "\r\n" ROOT "\n", 0600);
	both = load("", path);
	unlink(path);
	ck_assert_int_eq(opens(both, PLACE, sealed, len), ERR_OK);
	secret_roots_free(both);
	stop();
}
END_TEST

static enum err refuses(const char *secret_key, const char *text, mode_t mode)
{
	struct secret_roots *r = NULL;
	char *path = write_file(text, mode);
	enum err err = secret_roots_load(secret_key, path, &r, &why);
	unlink(path);
	ck_assert_ptr_null(r);
	return err;
}

START_TEST(bad_roots_are_refused)
{
	struct secret_roots *r = NULL;
	start();
	ck_assert_int_eq(refuses(ROOT, "short\n", 0600), ERR_INPUT);
	ck_assert_int_eq(refuses(ROOT, "", 0600), ERR_INPUT);
	ck_assert_int_eq(refuses(ROOT, OTHER "\n", 0604), ERR_INPUT);
	ck_assert_int_eq(secret_roots_load(ROOT, "/nowhere/roots", &r, &why), ERR_SYSTEM);
	ck_assert_int_eq(secret_roots_load("", "", &r, &why), ERR_INPUT);
	stop();
}
END_TEST

UNIT_MAIN("secret", 10, hkdf_gives_what_the_rfc_says, a_value_of_another_implementation_opens,
	a_value_opens_whole_and_in_its_place_only, keys_need_their_root, a_key_file_comes_first_and_old_roots_read_on,
	bad_roots_are_refused)
