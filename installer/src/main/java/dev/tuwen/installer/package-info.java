/// From the jars of a build to packages: `Package` names the steps in their order, each step is a class. What differs
/// between systems is a `Target`, what is installed where a `FileTree`.
package dev.tuwen.installer;
