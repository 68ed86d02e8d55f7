// SPDX-License-Identifier: ISC
// One concept a family and language, as a person would write it.
export const CONCEPT = {
	adventure: { en: "A lighthouse keeper collects falling stars while storm spirits roam the cliffs.", ja: "灯台守が崖で流れ星を集める冒険。嵐の精霊がうろついている。" },
	platformer: { en: "A frog jumps over rooftops and collects lanterns while crows fly about.", ja: "カエルが屋根の上をジャンプして提灯を集める。カラスが飛んでいる横スクロール。" },
	puzzle: { en: "A mouse pushes cheese in a cellar while cats sleep. A quiet puzzle.", ja: "ネズミが地下室でチーズを押して並べるパズル。猫は眠っている。" },
	breaker: { en: "A robot smashes bricks with a ball and frees batteries, over a neon city.", ja: "ロボットがボールでブロックを崩して電池を集める。ネオンの街。" },
	catcher: { en: "A chef catches falling fruit in a kitchen and dodges bombs.", ja: "料理人がキッチンで落ちてくる果物をキャッチ。爆弾はよける。" },
	shooter: { en: "A pilot shoots waves of aliens in a space arena and collects crystals.", ja: "パイロットが宇宙で迫るエイリアンの大群を撃つシューティング。クリスタルを集める。" },
	maze: { en: "A mole eats seeds in a maze of tunnels while snakes hunt it.", ja: "モグラが迷路のトンネルで種を食べる。ヘビが追ってくる。" }
};
