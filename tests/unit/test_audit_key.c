/* SPDX-License-Identifier: ISC */
#include "lib/audit_key.h"
#include "lib/log.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct arena a;
static char top[] = "/tmp/ludwright-audit-XXXXXX";
static char *dir;

static void start(void)
{
	arena_init(&a, 1 << 20);
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	ck_assert_ptr_nonnull(mkdtemp(top));
	dir = arena_printf(&a, "%s/audit", top);
}

static void stop(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -r %s", top);
	ck_assert_int_eq(system(command), 0);
	arena_done(&a);
}

static struct audit_head some_head(const struct audit_key *key)
{
	struct audit_head head = {.number = 7};
	memset(head.hash, 0xa5, HASH_SIZE);
	audit_head_sign(key, &head);
	return head;
}

START_TEST(a_head_is_what_was_signed)
{
	struct audit_key *key, *again;
	start();
	ck_assert_int_eq(audit_key_load(dir, &key), ERR_OK);
	struct audit_head head = some_head(key), other;
	ck_assert(audit_head_valid(dir, &head));
	other = head, other.number++;
	ck_assert(!audit_head_valid(dir, &other));
	other = head, other.hash[31] ^= 1;
	ck_assert(!audit_head_valid(dir, &other));
	other = head, other.signature[0] ^= 1;
	ck_assert(!audit_head_valid(dir, &other));
	other = head, other.kid[0] = head.kid[0] == '0' ? '1' : '0';
	ck_assert_msg(!audit_head_valid(dir, &other), "a key that is not there");
	strcpy(other.kid, "../../etc/passwd");
	ck_assert_msg(!audit_head_valid(dir, &other), "a name that leaves the folder");
	ck_assert_int_eq(audit_key_load(dir, &again), ERR_OK);
	other = some_head(again);
	ck_assert_msg(memcmp(&other, &head, sizeof head) == 0, "the pair that is there stays");
	audit_key_free(key);
	audit_key_free(again);
	stop();
}
END_TEST

START_TEST(lines_are_read_back)
{
	struct audit_key *key;
	struct audit_head read;
	start();
	ck_assert_int_eq(audit_key_load(dir, &key), ERR_OK);
	struct audit_head head = some_head(key);
	char *line = audit_head_line(&a, &head);
	size_t len = strlen(line);
	ck_assert_int_eq(line[len - 1], '\n');
	ck_assert_int_eq(audit_head_parse(&a, line, len, &read), ERR_OK);
	ck_assert_int_eq(read.number, 7);
	ck_assert_mem_eq(read.hash, head.hash, HASH_SIZE);
	ck_assert_str_eq(read.kid, head.kid);
	ck_assert_mem_eq(read.signature, head.signature, AUDIT_SIGNATURE_SIZE);
	for (size_t cut = 0; cut + 1 < len; cut++)
		ck_assert_int_eq(audit_head_parse(&a, line, cut, &read), ERR_INPUT);
	for (const char **bad = (const char *[]){"{}", "null", "[]", "{\"number\":7}", "{\"number\":0}", NULL}; *bad;
		bad++)
		ck_assert_int_eq(audit_head_parse(&a, *bad, strlen(*bad), &read), ERR_INPUT);
	audit_key_free(key);
	stop();
}
END_TEST

START_TEST(the_private_key_is_its_owners)
{
	struct audit_key *key;
	struct stat st;
	start();
	ck_assert_int_eq(audit_key_load(dir, &key), ERR_OK);
	struct audit_head head = some_head(key);
	ck_assert_int_eq(stat(arena_printf(&a, "%s/%s.pem", dir, head.kid), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(dir, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	audit_key_free(key);
	ck_assert_int_eq(remove(arena_printf(&a, "%s/%s.pem", dir, head.kid)), 0);
	ck_assert_msg(audit_key_load(dir, &key) == ERR_SYSTEM, "a key that was lost is not made anew in silence");
	ck_assert_msg(audit_head_valid(dir, &head), "what it signed can still be verified");
	ck_assert_int_eq(audit_key_create("/proc/nowhere/audit"), ERR_SYSTEM);
	stop();
}
END_TEST

UNIT_MAIN("audit_key", 10, a_head_is_what_was_signed, lines_are_read_back, the_private_key_is_its_owners)
