/// Libraries of the system that decode what nothing in Java does.
package dev.tuwen.vision.driver;
