/// Which model answers.
package dev.tuwen.app.models;
