// SPDX-License-Identifier: ISC
// The first script: words, look, session, router, then the shell.
import { setLanguage } from "./i18n/index.js";
import { start as startKeys } from "./keys.js";
import { start as startRouter } from "./router.js";
import { begin } from "./session.js";
import "./first.js";
import { startVersion } from "./shell/version.js";

await setLanguage();
startRouter();
startKeys();
document.body.append(document.createElement("lud-app"));
begin();
if (document.readyState === "complete") startVersion(); else addEventListener("load", startVersion, { once: true });
