// SPDX-License-Identifier: ISC
// What the checker of types cannot see: style sheets come as text, and build.mjs puts the build's names into the service worker.
declare module "*.css" {
  const text: string;
  export default text;
}
declare const BUILD: string;
declare const SHELL: string[];
declare const ASSETS: string[];
/** Targets of events and nodes that were asked for are known by what they are asked for: their members are not checked, ours are. */
interface EventTarget {
  [name: string]: any;
}
