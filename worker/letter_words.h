/* SPDX-License-Identifier: ISC */
/* What letters say, for worker/letter.c alone. {project}, {title}, {hours}, {role}, {reason}, {name}, {count} stand for
 * what they are about. */
#ifndef LUD_WORKER_LETTER_WORDS_H
#define LUD_WORKER_LETTER_WORDS_H

enum letter_language { LETTER_EN, LETTER_JA, LETTER_LANGUAGES };

struct letter_words {
	const char *kind; /* of a notification; NULL ends the table: for kinds that are not in it */
	const char *subject[LETTER_LANGUAGES], *text[LETTER_LANGUAGES], *link[LETTER_LANGUAGES];
};

extern const struct letter_words letter_words[];
extern const char *const letter_hello[],
	*const letter_digest[], *const letter_why[], *const letter_end[],
							     *const letter_password_subject[],
								     *const letter_password_text[],
									     *const letter_password_link[],
										     *const letter_password_end[];
/* A word of the data in that language: a role, a reason; itself when it is not known. */
const char *letter_term(enum letter_language language, const char *term);

#endif
