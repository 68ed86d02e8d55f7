// SPDX-License-Identifier: ISC
export { LudStaff } from "./staff/staff.js";
