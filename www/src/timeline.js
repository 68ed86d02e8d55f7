// SPDX-License-Identifier: ISC
export { LudTimeline } from "./timeline/timeline.js";
