/* SPDX-License-Identifier: ISC
 * Sprites: one entrance to all that is drawn in cells: hero, dangers, boss, items, things. */
var Sprites = (function () {
	"use strict";

	/* the shades a being is drawn with, for the documents */
	function colours(job, key) {
		var item = key === "collectable" || key === "items",
			letter = "y",
			ramp;
		if (item) {
			ItemSprite.mask(job.nouns.item.art)
				.join("")
				.replace(/[a-z]/g, function (c) {
					letter = c === "w" || c === "e" ? letter : c;
					return c;
				});
			ramp = ItemSprite.materials(job)[letter] || job.scheme.item;
		} else if (key === "hero") {
			ramp = HeroSprite.materials(job, HeroSprite.role(job.nouns)).c;
		} else {
			ramp = FoeSprite.materials(job, job.cast[key] || job.cast.boss, key, false).a;
		}
		return [job.scheme.ink].concat(ramp.slice(1)).map(Colour.hex);
	}

	function picture(job) {
		if (job.key === "hero") {
			return HeroSprite.draw(job);
		}
		if (job.key === "boss") {
			return FoeSprite.drawBoss(job);
		}
		if (job.key === "collectable") {
			return ItemSprite.drawCollectable(job);
		}
		if (job.key === "items") {
			return ItemSprite.drawItems(job);
		}
		return job.key === "things" ? Things.picture(job) : FoeSprite.draw(job);
	}

	return {
		cast: FoeSprite.cast,
		nameOf: FoeSprite.nameOf,
		colours: colours,
		picture: picture,
		draw: function (job) {
			return picture(job).png(1);
		},
		/* single cells for the cover and the icon */
		heroCell: function (job, view) {
			var role = HeroSprite.role(job.nouns);
			return {grid: HeroSprite.cell(role, view, 0, "idle"), materials: HeroSprite.materials(job, role)};
		},
		foeCell: function (job, slot) {
			var art = job.cast[slot];
			return {grid: FoeSprite.cell(art, slot, 0, "walk"), materials: FoeSprite.materials(job, art, slot, false)};
		},
		itemCell: function (job) {
			return {grid: ItemSprite.grid(job.nouns.item.art, 0), materials: ItemSprite.materials(job)};
		}
	};
})();
