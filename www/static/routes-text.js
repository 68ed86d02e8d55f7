// SPDX-License-Identifier: ISC
// Every word of the page, in English and Japanese.
const words = {
  en: {
    skip: "Skip to the content", sign_in: "Sign in", sign_out: "Sign out", email: "Mail address", password: "Password", projects: "Projects",
    new_game: "New game", name: "Name", concept: "What is the game about? (50 characters or more)", make: "Make it", review: "Stop at checkpoints for my review",
    none: "No games yet. Write a paragraph below and make the first.", agents: "Agents", game: "The game", play_tab: "Open in a tab", zip: "Download zip",
    waiting: "Waiting for you", approve: "Approve", changes: "Request changes", reject: "Reject (starts over)", feedback: "Feedback", your_password: "Your password, for this decision",
    start: "Start", pause: "Pause", resume: "Resume", cancel: "Cancel run", back: "All projects", offline_note: "Made from templates and a seed: no language model was used.",
    away: "The server does not answer. Trying again…", ended: "Your session has ended. Sign in again.", draft: "draft", running: "running", paused: "paused",
    completed: "completed", failed: "failed", cancelled: "cancelled", pending: "not started", waiting_approval: "waits for you", skipped: "skipped", waits: "waits for you", revision: "revision",
    invitation: "Make an account", reset: "Set the password", new_password: "New password (10 characters or more)", now_sign_in: "Done. Now sign in.",
    again: "Run again", sent: "Sent.", characters: "characters", answers: "Answers to your earlier requests", summary: "Summary", workers: "workers",
    agent_concept: "Concept", agent_design: "Design", agent_scenario: "Scenario", agent_character: "Characters", agent_world: "World", agent_task_split: "Tasks", agent_code_leader: "Code", agent_asset_leader: "Assets", agent_integrator: "Integration", agent_tester: "Test", agent_reviewer: "Review",
    the_api: "The API", find_route: "Find a route", the_document: "OpenAPI document", routes: "routes", takes: "Parameters", is_due: "has to be there", body: "Body", gives: "Answers", any: "anything", or: "or", list_of: "list of",
    needs_role: "Role in the project, at least:", needs_admin: "For admins", needs_token: "Needs an access token", needs_nothing: "Needs no token", needs_step_up: "password check not older than 5 minutes",
  },
  ja: {
    skip: "本文へ", sign_in: "サインイン", sign_out: "サインアウト", email: "メールアドレス", password: "パスワード", projects: "プロジェクト",
    new_game: "新しいゲーム", name: "名前", concept: "どんなゲームですか（50文字以上）", make: "つくる", review: "チェックポイントで確認する",
    none: "まだゲームがありません。下に文章を書いて最初の一つをつくりましょう。", agents: "エージェント", game: "ゲーム", play_tab: "別のタブで開く", zip: "zipをダウンロード",
    waiting: "確認待ち", approve: "承認", changes: "修正を依頼", reject: "却下（やり直し）", feedback: "フィードバック", your_password: "この決定のためのパスワード",
    start: "開始", pause: "一時停止", resume: "再開", cancel: "実行を中止", back: "すべてのプロジェクト", offline_note: "テンプレートとシードで作成：言語モデルは使っていません。",
    away: "サーバーが応答しません。再試行しています…", ended: "セッションが終了しました。もう一度サインインしてください。", draft: "下書き", running: "実行中", paused: "一時停止",
    completed: "完了", failed: "失敗", cancelled: "中止", pending: "未開始", waiting_approval: "確認待ち", skipped: "省略", waits: "確認待ち", revision: "版",
    invitation: "アカウントをつくる", reset: "パスワードを設定", new_password: "新しいパスワード（10文字以上）", now_sign_in: "完了しました。サインインしてください。",
    again: "もう一度実行", sent: "送信しました。", characters: "文字", answers: "前回の依頼への回答", summary: "概要", workers: "ワーカー",
    agent_concept: "コンセプト", agent_design: "デザイン", agent_scenario: "シナリオ", agent_character: "キャラクター", agent_world: "ワールド", agent_task_split: "タスク分割", agent_code_leader: "コード", agent_asset_leader: "アセット", agent_integrator: "統合", agent_tester: "テスト", agent_reviewer: "レビュー",
    the_api: "API", find_route: "ルートを探す", the_document: "OpenAPI文書", routes: "件のルート", takes: "パラメーター", is_due: "必須", body: "本文", gives: "応答", any: "任意の値", or: "または", list_of: "リスト：",
    needs_role: "プロジェクトでの役割（以上）：", needs_admin: "管理者用", needs_token: "アクセストークンが必要", needs_nothing: "トークン不要", needs_step_up: "5分以内のパスワード確認",
  },
};

function stored() { try { return localStorage.getItem("lud-language"); } catch { return null; } }
let language = stored() ?? (navigator.language.startsWith("ja") ? "ja" : "en");

export const t = (key) => words[language][key] ?? key;
export const current = () => language;
export function toggle() {
  language = language === "ja" ? "en" : "ja";
  try { localStorage.setItem("lud-language", language); } catch { /* private mode */ }
}
