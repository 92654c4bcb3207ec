/// Pictures that the operating system decodes: HEIC and AVIF, whose codecs are too large, and one of them too
/// encumbered by patents, to be shipped. ImageIO on macOS, the Windows Imaging Component, libheif where it is installed
/// on Linux; each through the Foreign Function & Memory API, touched when the first such picture is read.
@NullMarked
package dev.tuwen.vision.image.driver;

import org.jspecify.annotations.NullMarked;
