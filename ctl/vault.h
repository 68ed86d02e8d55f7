/* SPDX-License-Identifier: ISC */
/*
 * A folder of backups, for ludctl backup, verify and restore:
 *   TIME/database.dump   pg_dump's custom format, of one snapshot
 *   TIME/files.list      a line for each content that the snapshot knows: its SHA-256 and its length
 *   TIME/audit/          the signed heads of the audit trail
 *   TIME/manifest.json   {"version", "created_at", "migration", "database", "list" (SHA-256 of those files),
 * "contents", "bytes", "missing"}; written last files/               the contents of all of them, once each
 * (lib/store.h) A backup is TIME.part until it is whole. `missing` counts contents of the list that were missing or
 * damaged when it was made.
 */
#ifndef LUD_CTL_VAULT_H
#define LUD_CTL_VAULT_H

#include "ctl/command.h"
#include "lib/hash.h"
#include "lib/store.h"

#include <stdint.h>

struct vault_manifest {
	char database[HASH_HEX_SIZE], list[HASH_HEX_SIZE];
	int64_t contents, bytes, missing, migration;
	const char *created_at;
};

/* Called for each line of a files.list. Returns other than ERR_OK to stop. */
typedef enum err vault_fn(void *context, const char *sha256, uint64_t bytes);

/* Runs a program of PostgreSQL with the installation's connection in its environment, so that no password is in an
 * argument. Out: exit status; a complaint was made unless it is 0. */
int vault_run(struct context *c, const char *const *argv);
/* Out: false after a complaint. */
bool vault_hash(const char *path, char hex_r[HASH_HEX_SIZE]);
bool vault_read(struct context *c, const char *backup, struct vault_manifest *manifest_r);
bool vault_write(struct context *c, const char *backup, const struct vault_manifest *manifest);
enum err vault_each(struct arena *a, const char *backup, vault_fn *fn, void *context);
/* Copies the signed heads of a folder, and nothing else that may lie there: keys do. In: from may be missing. */
bool vault_copy_heads(struct context *c, const char *from, const char *to);
/* Copies one content between stores; nothing when it is there. Out: *copied_r. Fails: ERR_NOT_FOUND, ERR_SYSTEM;
 * ERR_BUG when it is damaged, or cannot be read. */
enum err vault_content(struct store *from, struct store *to, const char *to_root, const char *sha256, bool *copied_r);

#endif
