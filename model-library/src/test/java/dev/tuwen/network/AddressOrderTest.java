package dev.tuwen.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which address of a name is tried, and which one after that. Addresses are of a network reserved for documentation.
final class AddressOrderTest {
    private static final LookupPolicy ANY = LookupPolicy.of(LookupPolicy.IPV4 | LookupPolicy.IPV6);

    private static InetAddressResolver knowing(List<InetAddress> addresses) {
        return AddressOrder.above(new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
                return addresses.stream();
            }

            @Override
            public String lookupByAddress(byte[] address) {
                return "name";
            }
        });
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    }

    @Test
    void triesTheNextAddressWhereOneCannotBeReached() throws UnknownHostException {
        // given
        InetAddress one = address(1);
        InetAddress two = address(2);
        InetAddressResolver names = knowing(List.of(one, two));
        assertThat(names.lookupByName("both.example", ANY)).containsExactly(one, two);
        int seen = AddressOrder.changes();

        // then
        assertThat(AddressOrder.another("both.example", seen)).isTrue();
        assertThat(names.lookupByName("both.example", ANY)).containsExactly(two, one);

        // then whoever tried the first one at the same time tries the second one, too
        assertThat(AddressOrder.another("both.example", seen)).isTrue();
        assertThat(names.lookupByName("both.example", ANY)).containsExactly(two, one);

        // then nobody tries for ever
        assertThat(AddressOrder.another("both.example", AddressOrder.changes())).isFalse();
        assertThat(names.lookupByName("both.example", ANY)).containsExactly(one, two);
    }

    @Test
    void hasNothingElseToTryForOneAddress() throws UnknownHostException {
        assertThat(knowing(List.of(address(3))).lookupByName("one.example", ANY))
                .hasSize(1);

        assertThat(AddressOrder.another("one.example", AddressOrder.changes())).isFalse();
        assertThat(AddressOrder.another("never looked up", AddressOrder.changes()))
                .isFalse();
    }
}
