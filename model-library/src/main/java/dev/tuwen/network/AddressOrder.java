package dev.tuwen.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which address of a name comes first. Java's client tries no other one; where a name has addresses of IPv4 and IPv6
/// and only one of them leads anywhere, it may never get through. Names are looked up by the system as ever; addresses
/// that could not be reached then come last. Made by Java, once, before the first name is looked up; any thread. What
/// is known of addresses is known to the whole process, because Java asks for them in its name.
public final class AddressOrder extends InetAddressResolverProvider {
    private static final Object LOCK = new Object();
    private static final Set<InetAddress> UNREACHABLE = new HashSet<>();
    private static final Map<String, List<InetAddress>> LAST = new HashMap<>();
    private static int changes;

    /// For Java.
    public AddressOrder() {}

    /// How often the order changed so far.
    static int changes() {
        synchronized (LOCK) {
            return changes;
        }
    }

    /// The first address of a name could not be reached: another one comes first from now on.
    ///
    /// @param host the name
    /// @param seen how often the order had changed before the address was tried
    /// @return whether there is another address worth a try
    static boolean another(String host, int seen) {
        synchronized (LOCK) {
            List<InetAddress> known = LAST.getOrDefault(host, List.of());
            if (known.size() < 2) {
                return false;
            }
            if (seen != changes) {
                return true;
            }
            changes++;
            UNREACHABLE.add(known.getFirst());
            if (!UNREACHABLE.containsAll(known)) {
                LAST.put(host, ordered(known));
                return true;
            }
            known.forEach(UNREACHABLE::remove);
            return false;
        }
    }

    private static List<InetAddress> ordered(List<InetAddress> addresses) {
        var first = new ArrayList<InetAddress>();
        var last = new ArrayList<InetAddress>();
        addresses.forEach(address -> (UNREACHABLE.contains(address) ? last : first).add(address));
        first.addAll(last);
        return List.copyOf(first);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return above(configuration.builtinResolver());
    }

    /// The same addresses as somebody else finds, in the order of here.
    static InetAddressResolver above(InetAddressResolver system) {
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                List<InetAddress> found = system.lookupByName(host, policy).toList();
                synchronized (LOCK) {
                    List<InetAddress> now = ordered(found);
                    LAST.put(host, now);
                    return now.stream();
                }
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "addresses that can be reached first";
    }
}
