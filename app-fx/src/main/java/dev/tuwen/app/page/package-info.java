/// Pages of the window beside the conversations. One is a [dev.tuwen.app.page.Page] and a [dev.tuwen.app.page.PageView]
/// in a package of its own, and a line in the list of the application's context; the list at the left, the keys and the
/// tests derive from that.
package dev.tuwen.app.page;
