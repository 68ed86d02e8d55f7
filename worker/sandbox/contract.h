/* SPDX-License-Identifier: ISC
 *
 * contract: is what a core gives what docs/game-contract.md says?
 *
 * Every function refuses through script_refuse with kind "contract" and names what is missing or wrong. They leave the
 * value stack as it was.
 */
#ifndef LUD_SANDBOX_CONTRACT_H
#define LUD_SANDBOX_CONTRACT_H

#include <duktape.h>
#include <stdbool.h>

struct contract_status {
	double t, score, lives, level, progress;
	bool won, lost;
};

enum contract_function {
	CONTRACT_CREATE,
	CONTRACT_STEP,
	CONTRACT_VIEW,
	CONTRACT_STATUS,
	CONTRACT_HASH,
	CONTRACT_FUNCTIONS
};
enum { CONTRACT_HASH_MAX = 1024, CONTRACT_LIST_MAX = 4096 };

/* Pushes LudCore's functions in the order of the enum, then meta. */
void contract_push_core(duk_context *ctx);

/* Pushes {params, levels} of window.LUD_DATA. */
void contract_push_config(duk_context *ctx);

/* Each checks the value on top of the stack. */
void contract_check_status(duk_context *ctx, struct contract_status *status_r);
void contract_check_view(duk_context *ctx);
void contract_check_hash(duk_context *ctx);

#endif
