// SPDX-License-Identifier: ISC
export { LudLog } from "./log/log.js";
