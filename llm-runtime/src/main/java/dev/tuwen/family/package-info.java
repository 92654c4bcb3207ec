/// Model families: what the members have in common, and how the files of a model are put together.
///
/// A [dev.tuwen.family.Family] is one value, made in a package of its own; [dev.tuwen.family.Families] recognises which
/// one a model is of, before anything else is asked of its files, and opens it as a [dev.tuwen.family.Checkpoint]. The
/// list of all members is in `members`. To add one: a new package beside `minicpmv2`, and a line in that list.
package dev.tuwen.family;
