/* SPDX-License-Identifier: ISC */
#include "worker/letter_words.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
const struct letter_words letter_words[] = {
	{"checkpoint:created",
		{"To be reviewed: {title}, {project}", "確認をお願いします: {title}（{project}）"},
		{"{project}: “{title}” waits for your decision.", "「{project}」の「{title}」が、あなたの判断を待っています。"},
		{"Review it", "確認する"}},
	{"checkpoint:reminder",
		{"Still waiting: {title}, {project}", "まだ待っています: {title}（{project}）"},
		{"{project}: “{title}” has waited for {hours} hours. Nothing goes on there until somebody decides.",
			"「{project}」の「{title}」は {hours} 時間待っています。どなたかが判断するまで先へ進みません。"},
		{"Review it", "確認する"}},
	{"question",
		{"A question: {title}, {project}", "質問があります: {title}（{project}）"},
		{"{project}: an agent asks “{title}”, and waits until somebody answers.",
			"「{project}」のエージェントが「{title}」と尋ねています。どなたかが答えるまで待っています。"},
		{"Answer it", "答える"}},
	{"project:completed",
		{"Finished: {project}", "完成しました: {project}"},
		{"The game {project} is finished. You can play it now.", "ゲーム「{project}」が完成しました。すぐに遊べます。"},
		{"Play it", "遊ぶ"}},
	{"project:failed",
		{"Failed: {project}", "失敗しました: {project}"},
		{"{project} has come to a stop because of an error. Its log says what happened; it can be tried again.",
			"「{project}」はエラーのため止まりました。何が起きたかはログにあります。もう一度試すことができます。"},
		{"See what happened", "様子を見る"}},
	{"project:paused",
		{"Paused: {project}", "一時停止しました: {project}"},
		{"{project} has paused: {reason}.", "「{project}」は一時停止しました: {reason}。"},
		{"See the project", "プロジェクトを見る"}},
	{"project:shared",
		{"{project} was shared with you", "「{project}」が共有されました"},
		{"You are a member of {project} now, as {role}.", "「{project}」のメンバーになりました（{role}）。"},
		{"See the project", "プロジェクトを見る"}},
	{"project:invited",
		{"Invitation to {project}", "「{project}」への招待"},
		{"You are invited to {project}, as {role}.", "「{project}」に招待されています（{role}）。"},
		{"See the invitation", "招待を見る"}},
	{NULL, {"News of {project}", "{project} のお知らせ"}, {"There is news of {project}.", "「{project}」のお知らせがあります。"},
		{"See the project", "プロジェクトを見る"}},
};
const char *const letter_hello[] = {"Hello {name},", "{name} 様"};
const char *const letter_digest[] = {"{count} pieces of news", "お知らせ {count} 件"};
const char *const letter_why[] = {"Which mail you get, and when, is up to you:", "どのメールをいつ受け取るかは、設定で選べます:"};
const char *const letter_end[] = {"No more mail of this kind:", "この種類のメールを止める:"};
const char *const letter_password_subject[] = {"A new password", "新しいパスワード"};
const char *const letter_password_text[] = {
	"Somebody, you we hope, wants to set a new password for your account. This address is good for an hour, once.",
	"アカウントの新しいパスワードを設定するお申し込みがありました。次のアドレスは 1 時間以内に一度だけ使えます。"};
const char *const letter_password_link[] = {"Set a new password", "新しいパスワードを設定する"};
const char *const letter_password_end[] = {
	"If it was not you, do nothing: your password stays as it is.", "お心当たりがなければ、何もしないでください。パスワードは変わりません。"};

static const struct {
	const char *term, *words[LETTER_LANGUAGES];
} terms[] = {
	{"owner", {"owner", "所有者"}},
	{"editor", {"editor", "編集者"}},
	{"reviewer", {"reviewer", "確認者"}},
	{"viewer", {"viewer", "閲覧者"}},
	{"budget", {"its budget does not allow the next turn", "予算が次のやりとりに足りません"}},
	{"revision_limit", {"a document was sent back as often as its limit allows", "差し戻しの回数が上限に達しました"}},
	{"error", {"there was an error", "エラーがありました"}},
};
/* clang-format on */

const char *letter_term(enum letter_language language, const char *term)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (!strcmp(terms[i].term, term))
			return terms[i].words[language];
	return term;
}
