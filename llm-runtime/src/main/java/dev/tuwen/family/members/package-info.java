/// The list of all families. It stands above the members, which know nothing of each other.
package dev.tuwen.family.members;
