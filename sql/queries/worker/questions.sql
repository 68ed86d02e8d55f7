-- SPDX-License-Identifier: ISC
-- questions: what people answered in a step. worker/step_question.c
-- $1 uuid agent, $2 text step key
-- Returns: answers: [{"question", "answer"}]. Errors: none. Writes: nothing.
SELECT coalesce(json_agg(json_build_object('question', question, 'answer', answer)), '[]') AS answers FROM questions
WHERE agent_id = $1::uuid AND step_key = $2::text AND answer IS NOT NULL
