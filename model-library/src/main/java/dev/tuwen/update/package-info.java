/// Whether there is a newer version of the application, when somebody asks or allowed it: [dev.tuwen.update.Updates]
/// reads a list of releases (`docs/releases.md`) and gets a file of one. Installs nothing.
package dev.tuwen.update;
