// SPDX-License-Identifier: ISC
// A headless Chromium over its debugging pipe: enough to open a page, press keys, read what happened, take a picture. No dependency.
// launch() → browser; browser.page({width, height, mobile, language}) → page; browser.close().
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATHS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const chromium = () => PATHS.find((path) => path && existsSync(path));

const FLAGS = ["--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--mute-audio", "--hide-scrollbars", "--remote-debugging-pipe", "--autoplay-policy=no-user-gesture-required", "--force-color-profile=srgb"];

class Connection {
  constructor(child) {
    this.child = child;
    this.next = 1;
    this.waiting = new Map();
    this.listeners = new Set();
    let rest = "";
    child.stdio[4].setEncoding("utf8").on("data", (chunk) => {
      const parts = (rest + chunk).split("\0");
      rest = parts.pop();
      parts.forEach((part) => this.take(JSON.parse(part)));
    });
  }
  take(message) {
    const waiter = this.waiting.get(message.id);
    if (waiter) {
      this.waiting.delete(message.id);
      if (message.error) waiter.no(new Error(`${waiter.method}: ${message.error.message}`)); else waiter.yes(message.result);
    } else this.listeners.forEach((listener) => listener(message));
  }
  send(method, params = {}, sessionId = undefined) {
    const id = this.next++;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((yes, no) => this.waiting.set(id, { yes, no, method }));
  }
}

const KEYS = { Enter: 13, Space: 32, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Escape: 27, Tab: 9 };

class Page {
  constructor(connection, session) {
    this.send = (method, params) => connection.send(method, params, session);
    this.errors = []; // console errors, uncaught exceptions, refused by policy
    this.requests = [];
    this.loads = 0;
    connection.listeners.add((m) => {
      if (m.sessionId !== session) return;
      if (m.method === "Runtime.exceptionThrown") this.errors.push(m.params.exceptionDetails.exception?.description ?? m.params.exceptionDetails.text);
      if (m.method === "Runtime.consoleAPICalled" && m.params.type === "error") this.errors.push(m.params.args.map((a) => a.value ?? a.description).join(" "));
      if (m.method === "Log.entryAdded" && m.params.entry.level === "error") this.errors.push(`${m.params.entry.text} ${m.params.entry.url ?? ""}`);
      if (m.method === "Network.requestWillBeSent") this.requests.push(m.params.request.url);
      if (m.method === "Page.loadEventFired") this.loads++;
    });
  }
  async open(url) {
    const before = this.loads;
    await this.send("Page.navigate", { url });
    await this.until(() => this.loads > before, `the load of ${url}`);
  }
  async until(condition, what = "a condition", ms = 15000) {
    const end = Date.now() + ms;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (Date.now() > end) throw new Error(`${what} did not come true in ${ms} ms; errors: ${this.errors.join(" | ")}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }
  async evaluate(source) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression: source, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
  see(source, ms) { return this.until(() => this.evaluate(source), source, ms); }
  async hold(key, ms) {
    const event = { key: key === "Space" ? " " : key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, windowsVirtualKeyCode: KEYS[key] ?? key.toUpperCase().charCodeAt(0) };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await new Promise((done) => setTimeout(done, ms));
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }
  press(key) { return this.hold(key, 60); }
  async picture() { return Buffer.from((await this.send("Page.captureScreenshot", { format: "png" })).data, "base64"); }
}

export async function launch() {
  const profile = mkdtempSync(join(tmpdir(), "ludwright-chromium-"));
  const root = process.getuid() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(chromium(), [...FLAGS, ...root, `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const connection = new Connection(child);
  const gone = new Promise((done) => child.once("exit", done));
  return {
    async page({ width = 1280, height = 800, mobile = false, language = "en-US", dark = false } = {}) {
      const { browserContextId } = await connection.send("Target.createBrowserContext");
      const { targetId } = await connection.send("Target.createTarget", { url: "about:blank", browserContextId });
      const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
      const page = new Page(connection, sessionId);
      await Promise.all(["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"].map((m) => page.send(m)));
      await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
      await page.send("Emulation.setLocaleOverride", { locale: language.replace("-", "_") });
      const { userAgent } = await connection.send("Browser.getVersion");
      await page.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: language });
      await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
      if (mobile) await page.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
      return page;
    },
    async close() {
      child.kill("SIGKILL");
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
