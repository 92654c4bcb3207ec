/// The only way out of this process: [dev.tuwen.network.Network] makes every connection there is, notes each
/// of them in [dev.tuwen.network.ConnectionLog], and makes none while the application is sealed.
package dev.tuwen.network;
