import org.jspecify.annotations.NullMarked;

/// Models on the disk, how they get there over the network, and how their files become a model on a device; and whether
/// there is a newer version of the application.
@NullMarked
module dev.tuwen.library {
    requires transitive dev.tuwen.vision;
    requires dev.tuwen.demo;
    requires java.net.http;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.library;
    exports dev.tuwen.model;
    exports dev.tuwen.network;
    exports dev.tuwen.update;

    provides java.net.spi.InetAddressResolverProvider with
            dev.tuwen.network.AddressOrder;
}
