/// One window for a user and a data folder: the first start holds [dev.tuwen.app.instance.InstanceLock] and listens at
/// [dev.tuwen.app.instance.InstanceServer]; each later one finds it through [dev.tuwen.app.instance.Instance] and hands
/// over what it was to open. Over sockets of the file system only, which no network reaches.
package dev.tuwen.app.instance;
