-- SPDX-License-Identifier: ISC
-- What was set aside for a turn that never came stays set aside until it is known what the turn cost, or counted as spent.
ALTER TABLE turn_holds ADD COLUMN lost_at timestamptz; -- when its job was seen to be at work no more; NULL: it is
