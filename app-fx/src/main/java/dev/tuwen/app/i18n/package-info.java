/// The words of the window, in English and Chinese. Whoever has something to say makes a [dev.tuwen.app.i18n.Phrase]
/// with a method of [dev.tuwen.app.i18n.WindowTexts] or its neighbours; views show it through
/// [dev.tuwen.app.i18n.Localizer].
package dev.tuwen.app.i18n;
