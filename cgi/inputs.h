/* SPDX-License-Identifier: ISC */
/* What bodies and queries may hold: field tables of the route table's rows. */
#ifndef LUD_CGI_INPUTS_H
#define LUD_CGI_INPUTS_H

#include "cgi/fields.h"

extern const struct field input_login[], input_refresh[], input_reauth[], input_password[], input_empty[], input_user[];
extern const struct field input_register[], input_forgot[], input_reset[], input_new_password[], input_token[];
extern const struct field input_account[], input_account_change[], input_invitation[];
extern const struct field query_users[], query_user_delete[], query_admin_projects[], query_invitations[];
extern const struct field input_project[], input_project_change[], input_estimate[], input_fork[], input_tweak[], input_decision[],
	input_comment[];
extern const struct field input_member[], input_role[], input_share[], input_output[], input_provider_key[], input_provider_test[], input_answer[], query_questions[];
extern const struct field input_webhook[], input_webhook_change[], input_maintenance[];
extern const struct field query_projects[], query_agents[], query_logs[], query_outputs[], query_checkpoints[],
	query_queue[], query_files[];
extern const struct field query_events[], query_notifications[], query_snapshots[], query_compare[], query_upload[],
	query_compare_output[], query_output_file[], query_build[], query_audit[], query_spent[], query_spent_by[], query_jobs[],
	query_dead[];

#endif
