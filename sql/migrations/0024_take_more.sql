-- SPDX-License-Identifier: ISC
-- What a commit has taken beside the first step that follows: "job agent job agent", NULL for none. Their leases are number 1.
ALTER TYPE step_answer ADD ATTRIBUTE more text;
