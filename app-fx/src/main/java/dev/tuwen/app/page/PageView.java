package dev.tuwen.app.page;

import java.util.List;
import javafx.scene.Node;

/// What is on a page. Made by the application's context for one window; the application's thread.
public interface PageView {
    /// Which page it is.
    Page page();

    /// What stands below its title, from top to bottom.
    List<Node> parts();
}
