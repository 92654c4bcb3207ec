/// What went wrong, in the person's language: [dev.tuwen.app.error.ErrorMessages] turns exception types into a sentence
/// and what to do about it.
package dev.tuwen.app.error;
