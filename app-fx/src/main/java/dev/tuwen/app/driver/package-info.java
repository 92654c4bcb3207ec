/// What only the system itself tells.
@org.jspecify.annotations.NullMarked
package dev.tuwen.app.driver;
