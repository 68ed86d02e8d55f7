/* SPDX-License-Identifier: ISC
 * compose: the one entrance. Each agent's file adds itself to STUDIO; the chosen family's script sets FAMILY. */
var STUDIO = {};
var FAMILY = null;

function compose(request, templates) {
	"use strict";
	var agent = STUDIO[request.agent];
	if (typeof agent !== "function") {
		throw new Error("the offline studio has no agent \"" + request.agent + "\"");
	}
	return agent(Context.make(request, templates), request.stage || "run");
}
