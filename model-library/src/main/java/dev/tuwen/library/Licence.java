package dev.tuwen.library;

/// The licence of a model, shown before a download begins. Immutable.
///
/// @param title its name in English
/// @param titleChinese its name in Chinese
/// @param summary what it allows, in English; no substitute for the text
/// @param summaryChinese the same in Chinese
/// @param address where the text is
public record Licence(String title, String titleChinese, String summary, String summaryChinese, String address) {}
