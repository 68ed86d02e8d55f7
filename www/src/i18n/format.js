// SPDX-License-Identifier: ISC
// Numbers, sums of money, times and durations as people read them. Pure but for the language, which is a signal.
import { language, plain, t } from "./index.js";

export const number = plain;
/** Two digits after the point; of less than a cent four. */
export const usd = (n) => (n === null || n === undefined ? "—" : `${n < 0 ? "-" : ""}$${Math.abs(n).toFixed(n && Math.abs(n) < 0.01 ? 4 : 2).replace(/(\.\d\d\d*?)0+$/, "$1").replace(/\B(?=(\d{3})+\.)/g, ",")}`);
/** The first three figures of a number. */
export const figures = (n) => number(Number(n.toPrecision(3)));

/** 2410000 → ["2.41", "M"]: a figure and its unit, to be set apart. */
export function short(n) {
  for (const [unit, size] of Object.entries({ G: 1e9, M: 1e6, k: 1e3 })) if (n >= size) return [figures(n / size), unit];
  return [number(n), ""];
}

/** @type {(seconds: number) => [number, string][]} Seconds → [["3", "h"], ["12", "m"]]: the two largest parts. Units are keys of unit.*. */
export function parts(seconds) {
  const s = Math.max(0, Math.round(seconds));
  /** @type {[number, string][]} */
  const all = [[Math.floor(s / 86400), "d"], [Math.floor(s / 3600) % 24, "h"], [Math.floor(s / 60) % 60, "m"], [s % 60, "s"]];
  const from = all.findIndex(([n]) => n > 0);
  return from < 0 ? [[0, "s"]] : all.slice(from, from + 2).filter(([n], i) => n > 0 || i === 0);
}

export const UNITS = { en: { d: "\u00a0d", h: "\u00a0h", m: "\u00a0m", s: "\u00a0s" }, ja: { d: "日", h: "時間", m: "分", s: "秒" } };
export const duration = (seconds) => (seconds === null || seconds === undefined ? "—" : seconds > 0 && seconds < 10 ? `${number(seconds, 1)}${UNITS[language.value].s}` : parts(seconds).map(([n, unit]) => `${n}${UNITS[language.value][unit]}`).join(" "));

const two = (n) => String(n).padStart(2, "0");
export const clock = (at, seconds = false) => { const d = new Date(at); return [d.getHours(), d.getMinutes(), ...(seconds ? [d.getSeconds()] : [])].map(two).join(":"); };
/** A date in the language's order, its month by name. */
const dated = (key, at) => { const d = new Date(at); return t(key, { month: t("date.months").split(" ")[d.getMonth()], day: String(d.getDate()), year: String(d.getFullYear()), time: clock(d) }); };
export const day = (at) => dated("date.day", at);
export const dayClock = (at) => dated("date.day_clock", at);

const formats = {};
/** "12 min. ago", to the largest unit. */
export function ago(at, now = Date.now()) {
  const s = Math.round((Number(new Date(at)) - now) / 1000);
  const format = formats[language.value] ??= new Intl.RelativeTimeFormat(language.value, { numeric: "auto", style: "short" });
  for (const [unit, size] of /** @type {["day" | "hour" | "minute", number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60]])) if (Math.abs(s) >= size) return format.format(Math.trunc(s / size), unit);
  return format.format(0, "second");
}
