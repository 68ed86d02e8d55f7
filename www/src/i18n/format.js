// SPDX-License-Identifier: ISC
// Numbers, sums of money, times and durations as people read them. Pure but for the language, which is a signal.
import { language } from "./index.js";

const cache = new Map();
const made = (Kind, options) => {
  const key = `${language.value} ${Kind.name} ${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Kind(language.value, options));
  return cache.get(key);
};

export const number = (n, options = {}) => made(Intl.NumberFormat, options).format(n);
export const usd = (n) => (n === null || n === undefined ? "—" : made(Intl.NumberFormat, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: 2, maximumFractionDigits: n && n < 0.01 ? 4 : 2 }).format(n));

/** 2410000 → ["2.41", "M"]: a figure and its unit, to be set apart. */
export function short(n) {
  for (const [unit, size] of Object.entries({ G: 1e9, M: 1e6, k: 1e3 })) if (n >= size) return [number(n / size, { maximumSignificantDigits: 3 }), unit];
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
export const duration = (seconds) => (seconds === null || seconds === undefined ? "—" : seconds > 0 && seconds < 10 ? `${number(seconds, { maximumFractionDigits: 1 })}${UNITS[language.value].s}` : parts(seconds).map(([n, unit]) => `${n}${UNITS[language.value][unit]}`).join(" "));

export const clock = (at, seconds = false) => made(Intl.DateTimeFormat, { hour: "2-digit", minute: "2-digit", hour12: false, ...(seconds && { second: "2-digit" }) }).format(new Date(at));
export const day = (at) => made(Intl.DateTimeFormat, { year: "numeric", month: "short", day: "numeric" }).format(new Date(at));
export const dayClock = (at) => made(Intl.DateTimeFormat, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(at));

/** "12 min. ago", to the largest unit. */
export function ago(at, now = Date.now()) {
  const s = Math.round((Number(new Date(at)) - now) / 1000);
  const format = made(Intl.RelativeTimeFormat, { numeric: "auto", style: "short" });
  for (const [unit, size] of /** @type {["day" | "hour" | "minute", number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60]])) if (Math.abs(s) >= size) return format.format(Math.trunc(s / size), unit);
  return format.format(0, "second");
}

export function bytes(n) {
  for (const [unit, size] of Object.entries({ GB: 2 ** 30, MB: 2 ** 20, kB: 2 ** 10 })) if (n >= size) return `${number(n / size, { maximumSignificantDigits: 3 })} ${unit}`;
  return `${number(n)} B`;
}
