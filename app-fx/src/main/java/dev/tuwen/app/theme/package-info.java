/// Looks: light and dark, fonts and sizes. Everything that can be said in a style sheet is in `app.css`.
package dev.tuwen.app.theme;
