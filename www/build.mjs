// SPDX-License-Identifier: ISC
// Makes the pages: node build.mjs --out DIR [--modules DIR] [--dev].
// Scripts and styles are bundled and minified under names that carry their content's hash, fonts are cut to the characters that the words need,
// and each text file gets a .gz and a .br beside it. --modules says where npm ci has put what package-lock.json lists.
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: args } = parseArgs({ options: { out: { type: "string", default: "dist" }, modules: { type: "string", default: path.join(here, "node_modules") }, dev: { type: "boolean" } } });
const out = path.resolve(args.out), modules = path.resolve(args.modules);
const from = createRequire(path.join(modules, "x.js"));
const esbuild = await import(pathToFileURL(from.resolve("esbuild")));
const subset = (await import(pathToFileURL(from.resolve("subset-font")))).default;
const src = path.join(here, "src");
const assets = path.join(out, "assets");

const common = {
  bundle: true, minify: !args.dev, format: "esm", target: ["chrome111", "firefox113", "safari16.4"], outdir: assets, absWorkingDir: here,
  nodePaths: [modules], legalComments: "none", charset: "utf8", metafile: true, logLevel: "warning",
  entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", assetNames: "[name]-[hash]",
};

/** Style sheets that a script imports come as minified text. */
const styleText = {
  name: "style-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await esbuild.transform(fs.readFileSync(file, "utf8"), { loader: "css", minify: true, target: common.target });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Words are data: () => import("./en/core.json") becomes the address of a file of their own. In: the module's path, the name as it stands there. */
function wordsAddress(file, name) {
  const text = JSON.stringify(JSON.parse(fs.readFileSync(path.resolve(path.dirname(file), name), "utf8")));
  const [language, part] = name.split("/").slice(-2);
  const made = `words-${language}-${part.replace(".json", "")}-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.json`;
  fs.writeFileSync(path.join(assets, made), text);
  return `/assets/${made}`;
}

/** Modules of ours that others load later. */
function laterModules() {
  const files = fs.readdirSync(src, { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => path.join(src, name));
  return new Set(files.flatMap((file) => [...fs.readFileSync(file, "utf8").matchAll(/import\("([^"]+\.js)"\)/g)].map(([, name]) => path.resolve(path.dirname(file), name))));
}

/** Our modules: words as addresses; in templates, the space around line breaks that nobody sees goes. What is loaded later names what the first script has (src/first.js),
 * which is there by then: so all of that is one file, not one for each set of pages that share a module, and packs better. */
const ours = {
  name: "ours",
  setup(build) {
    const later = laterModules(), first = path.join(src, "first.js");
    build.onLoad({ filter: /www\/src\/.*\.js$/ }, ({ path: file }) => {
      const text = (later.has(file) ? `import ${JSON.stringify(first)};` : "") + fs.readFileSync(file, "utf8").replace(/\(\) => import\("([^"]+\.json)"\)/g, (all, name) => JSON.stringify(wordsAddress(file, name)));
      return { contents: args.dev ? text : text.replace(/>\n\s+</g, "> <"), loader: "js" };
    });
  },
};

/** Every character of the words, kana and punctuation: what the Japanese faces have to hold. */
function characters() {
  const dir = path.join(src, "i18n/ja");
  const text = fs.readdirSync(dir).map((name) => fs.readFileSync(path.join(dir, name), "utf8")).join("");
  let kana = "";
  for (const [first, last] of [[0x3000, 0x30ff], [0xff01, 0xff9f]]) for (let c = first; c <= last; c++) kana += String.fromCodePoint(c);
  return [...new Set(text + kana)].filter((c) => c.codePointAt(0) > 0x2e7f).sort().join("");
}

async function fonts() {
  const dir = path.join(out, ".fonts");
  fs.mkdirSync(dir, { recursive: true });
  const pack = (name) => path.join(path.dirname(from.resolve(`${name}/package.json`)), "files");
  fs.copyFileSync(path.join(pack("@fontsource-variable/m-plus-1"), "m-plus-1-latin-wght-normal.woff2"), path.join(dir, "mplus1-latin.woff2"));
  fs.copyFileSync(path.join(pack("@fontsource-variable/m-plus-1"), "m-plus-1-latin-ext-wght-normal.woff2"), path.join(dir, "mplus1-latinext.woff2"));
  fs.copyFileSync(path.join(pack("@fontsource-variable/m-plus-1-code"), "m-plus-1-code-latin-wght-normal.woff2"), path.join(dir, "mplus1code-latin.woff2"));
  const text = characters();
  const whole = pack("@fontsource/m-plus-1");
  for (const weight of [400, 500]) {
    const file = path.join(whole, `m-plus-1-japanese-${weight}-normal.woff2`);
    fs.writeFileSync(path.join(dir, `mplus1-ja-${weight}.woff2`), await subset(fs.readFileSync(file), text, { targetFormat: "woff2" }));
    fs.writeFileSync(path.join(dir, `mplus1-name-${weight}.woff2`), await subset(fs.readFileSync(file), "日本語", { targetFormat: "woff2" }));
    fs.copyFileSync(file, path.join(dir, `mplus1-cjk-${weight}.woff2`));
  }
  fs.copyFileSync(path.join(whole, "../LICENSE"), path.join(assets, "OFL.txt"));
  return dir;
}

/** In the style sheet, url(font:NAME) is a font of ours. */
const fontUrls = (dir) => ({
  name: "fonts",
  setup(build) {
    build.onResolve({ filter: /^font:/ }, ({ path: name }) => ({ path: path.join(dir, `${name.slice(5)}.woff2`) }));
  },
});

const nameOf = (result, entry) => path.basename(Object.entries(result.metafile.outputs).find(([, o]) => o.entryPoint === entry)[0]);

/** The page's frame, with the names that the build gave. Scripts that are needed at once are named, so that they load side by side. */
function page(template, names) {
  return fs.readFileSync(path.join(here, template), "utf8").replace(/\{\{(\w+)\}\}/g, (all, name) => names[name]);
}

/** What the entry imports at once, besides itself. In: a module of ours; those that it loads later do not count. */
function together(result, entry) {
  const outputs = result.metafile.outputs;
  const seen = new Set();
  const walk = (file) => { for (const { path: to, kind } of outputs[file].imports) if (kind === "import-statement" && !seen.has(to)) { seen.add(to); walk(to); } };
  walk(Object.keys(outputs).find((file) => outputs[file].entryPoint === entry));
  return [...seen].map((file) => path.basename(file));
}

const withImports = (...entries) => entries.flatMap((entry) => [nameOf(script, entry), ...together(script, entry)]);

function squeeze(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) squeeze(file);
    else if (/\.(js|css|html|svg|json|webmanifest|txt)$/.test(entry.name)) {
      const bytes = fs.readFileSync(file);
      fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
      fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes));
    }
  }
}

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(assets, { recursive: true });
const dir = await fonts();
const style = await esbuild.build({ ...common, entryPoints: ["src/theme/index.css"], loader: { ".svg": "file", ".woff2": "file" }, plugins: [fontUrls(dir)] });
const script = await esbuild.build({ ...common, entryPoints: ["src/main.js"], splitting: true, plugins: [styleText, ours] });
const first = await esbuild.build({ ...common, entryPoints: ["src/look-first.js"], format: "iife" });
fs.rmSync(dir, { recursive: true });
fs.cpSync(path.join(here, "static"), out, { recursive: true });
const latin = fs.readdirSync(assets).find((name) => name.startsWith("mplus1-latin-"));

/** What a reader's device keeps: the frame, every script and word, the style, Latin type, the small pictures. Japanese type is kept when it is used. */
const hashed = fs.readdirSync(assets).filter((name) => !/\.(gz|br|txt)$/.test(name)).sort().map((name) => `/assets/${name}`);
const shell = ["/index.html", "/manifest.webmanifest", "/emblem.svg", "/seal.svg", ...hashed.filter((name) => /\.(js|css|json|svg)$/.test(name) || /mplus1(code)?-latin-/.test(name))];
const build = createHash("sha256").update([...hashed, ...["index.html", "src/sw.js"].map((name) => fs.readFileSync(path.join(here, name), "utf8"))].join("\n")).digest("hex").slice(0, 12);
await esbuild.build({ ...common, entryPoints: ["src/sw.js"], entryNames: "sw", outdir: out, format: "iife", define: { BUILD: JSON.stringify(build), SHELL: JSON.stringify(shell), ASSETS: JSON.stringify(hashed) } });
fs.writeFileSync(path.join(out, "index.html"), page("index.html", {
  build,
  ...Object.fromEntries(["en", "ja"].map((language) => [language, hashed.find((name) => name.startsWith(`/assets/words-${language}-core-`)).slice("/assets/".length)])),
  style: nameOf(style, "src/theme/index.css"), script: nameOf(script, "src/main.js"), first: nameOf(first, "src/look-first.js"), font: latin,
  preload: together(script, "src/main.js").map((name) => `<link rel="modulepreload" href="/assets/${name}">`).join("\n"),
}));
squeeze(out);
// what the size test and the installation read: every file, and which of them the first load takes
const list = fs.readdirSync(out, { recursive: true }).filter((name) => fs.statSync(path.join(out, name)).isFile()).sort();
fs.writeFileSync(path.join(out, "manifest.json"), `${JSON.stringify({
  // what each page loads beside that: its own chunk and what that imports; a project's page then asks for its graph (on a phone as a list), and for
  // timeline and log when they come into sight
  pages: Object.fromEntries(fs.readdirSync(path.join(src, "pages")).filter((name) => name.endsWith(".js")).map((name) => [name.replace(".js", ""), `src/pages/${name}`])
    .concat([["review", "src/review/page.js"], ["approvals", "src/review/approvals.js"], ["agent", "src/review/agent.js"]])
    .map(([name, entry]) => [name, [nameOf(script, entry), ...together(script, entry)]])),
  then: { project: withImports("src/staff.js", "src/staff/graph.js") },
  phone: { project: withImports("src/staff.js", "src/staff/list.js", "src/shell/bar.js") },
  sight: { project: withImports("src/timeline.js", "src/log.js") },
  first: { script: [nameOf(script, "src/main.js"), nameOf(first, "src/look-first.js"), ...together(script, "src/main.js")], style: [nameOf(style, "src/theme/index.css")] },
  files: list, sha256: createHash("sha256").update(list.map((name) => fs.readFileSync(path.join(out, name), "base64")).join()).digest("hex"),
}, null, 1)}\n`);
