// SPDX-License-Identifier: ISC
// What every page has from the beginning: the shell, and the parts that nearly all pages use. See build.mjs.
import "./i18n/index.js";
import "./keys.js";
import "./router.js";
import "./session.js";
import "./theme/look.js";
import "./shell/app.js";
import "./shell/version.js";
import "./ui/parts.js";
