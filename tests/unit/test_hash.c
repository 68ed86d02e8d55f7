/* SPDX-License-Identifier: ISC */
#include "lib/codec.h"
#include "lib/err.h"
#include "lib/hash.h"

#include "tests/unit/unit.h"

#include <string.h>

START_TEST(sha256_of_fips_180_4)
{
	char hex[HASH_HEX_SIZE];

	hash_sha256_hex("abc", 3, hex);
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_sha256_hex("", 0, hex);
	ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

START_TEST(hmac_of_rfc_4231)
{
	unsigned char digest[HASH_SIZE], key[131];
	char hex[HASH_HEX_SIZE];

	hash_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, digest);
	codec_hex(digest, sizeof(digest), hex);
	ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	hash_hmac_sha256(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First", 54, digest);
	codec_hex(digest, sizeof(digest), hex);
	ck_assert_str_eq(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	hash_hmac_sha256("", 0, "", 0, digest);
	codec_hex(digest, sizeof(digest), hex);
	ck_assert_str_eq(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}
END_TEST

START_TEST(random_bytes_differ)
{
	unsigned char one[70000] = {0}, two[32] = {0}, zero[32] = {0};

	hash_random(one, sizeof(one));
	hash_random(two, sizeof(two));
	ck_assert(!hash_equal(one, two, 32));
	ck_assert(!hash_equal(one + sizeof(one) - 32, zero, 32));
	ck_assert(hash_equal("same", "same", 4));
	ck_assert(hash_equal("x", "y", 0));
}
END_TEST

START_TEST(every_outcome_has_a_name)
{
	for (int e = 0; e < ERR_COUNT; e++) {
		ck_assert_uint_gt(strlen(err_name((enum err)e)), 1);
		for (int f = 0; f < e; f++)
			ck_assert_str_ne(err_name((enum err)e), err_name((enum err)f));
	}
	ck_assert_str_eq(err_name(ERR_NOT_FOUND), "not_found");
	ck_assert_str_eq(err_name((enum err)999), "bug");
	ck_assert_str_eq(err_name((enum err) - 1), "bug");
}
END_TEST

UNIT_MAIN("hash", 20, sha256_of_fips_180_4, hmac_of_rfc_4231, random_bytes_differ, every_outcome_has_a_name)
