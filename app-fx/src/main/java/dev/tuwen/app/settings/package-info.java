/// What the person chose: [dev.tuwen.app.settings.Preferences] as values, [dev.tuwen.app.settings.PreferencesStore] as
/// a file, [dev.tuwen.app.settings.SettingsView] as a page.
package dev.tuwen.app.settings;
