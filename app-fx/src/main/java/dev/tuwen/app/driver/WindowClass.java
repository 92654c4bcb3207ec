package dev.tuwen.app.driver;

import com.sun.glass.ui.Application;

/// The class of the window on X11, by which desktops group windows and find their entry in menus. JavaFX has no word
/// for it and would take the name of the Java class that it launches. Stateless.
public final class WindowClass {
    private WindowClass() {}

    /// Names it, before an application is launched; on the toolkit's thread.
    public static void set(String name) {
        try {
            Application.GetApplication().setName(name);
        } catch (IllegalAccessError closed) {
            System.getLogger(WindowClass.class.getName())
                    .log(System.Logger.Level.DEBUG, "the window keeps the class that the toolkit gives it", closed);
        }
    }
}
