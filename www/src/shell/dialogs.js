// SPDX-License-Identifier: ISC
// What the shell shows now and then, all of it in one piece that comes when the first of it is wanted (app.js): questions, the list of keys, what stands where no page
// does, and that there is a newer build, or no live line.
import "./away.js";
import "./banner.js";
import "./confirm.js";
import "./help.js";
import "./new-version.js";
import "./no-page.js";
import "./session-ended.js";
import "./step-up.js";
