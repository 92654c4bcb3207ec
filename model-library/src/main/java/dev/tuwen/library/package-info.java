/// Models on the disk and how they get there: the catalogue of models on offer, downloads that go on where they
/// stopped, files that are there already, kits for machines without a network, digests.
///
/// [dev.tuwen.library.ModelLibrary] knows where models live, [dev.tuwen.library.LibrarySettings] what the person chose.
package dev.tuwen.library;
