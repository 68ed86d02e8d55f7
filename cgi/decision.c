/* SPDX-License-Identifier: ISC */
/* POST checkpoints/{id}/approve, reject, request-changes: what one field table cannot say; the rest is generic. */
#include "cgi/dispatch.h"
#include "lib/json.h"

#include <string.h>

enum err decision_post(struct api *api, struct request *req, struct response *res)
{
	const char *feedback = json_get_string(req->body, "feedback", "");
	struct json_object *comments = json_get(req->body, "comments");
	bool said = feedback[strspn(feedback, " \t\r\n")] || (comments && json_object_array_length(comments));
	if (!strcmp(req->route->word, "changes_requested") && !said) {
		/* comments that were left at the checkpoint before speak too, but they are no reason to send nothing */
		response_field(res, "feedback", "Say what to change: feedback or comments");
		return response_problem(res, ERR_INPUT, NULL, "Some fields are not valid.");
	}
	return dispatch_act(api, req, res);
}
