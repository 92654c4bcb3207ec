/// The application's entry, its window's life, and where it is put together.
package dev.tuwen.app;
