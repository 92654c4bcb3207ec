"""A line in the context menu of GNOME's file manager; needs python3-nautilus, and does nothing without it."""

import locale
import subprocess

from gi.repository import GObject, Nautilus

MEDIA_TYPES = {
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/bmp",
    "image/webp",
    "image/tiff",
    "image/heic",
    "image/heif",
    "image/avif",
}


def label(language):
    if language.startswith(("zh_TW", "zh_HK", "zh_MO")):
        return "用圖問問這張圖"
    if language.startswith("zh"):
        return "用图问问这张图"
    return "Ask Tuwen about this picture"


class TuwenMenu(GObject.GObject, Nautilus.MenuProvider):
    # Version 3 of the interface gives the window before the files, version 4 does not.
    def get_file_items(self, *arguments):
        files = arguments[-1]
        if not files or not all(file.get_mime_type() in MEDIA_TYPES for file in files):
            return []
        paths = [file.get_location().get_path() for file in files]
        if not all(paths):
            return []
        item = Nautilus.MenuItem(
            name="Tuwen::Ask",
            label=label(locale.getlocale(locale.LC_MESSAGES)[0] or ""),
            icon="dev.tuwen.Tuwen",
        )
        item.connect("activate", lambda _item: subprocess.Popen(["tuwen", "open", *paths], start_new_session=True))
        return [item]
