package org.jpmxcfs.fuse.cli.options;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code ADDRESS:PORT}, {@code [IPV6-ADDRESS]:PORT} or only {@code PORT}, which means the
 * loopback address.
 */
public final class ListenAddressConverter implements ITypeConverter<InetSocketAddress> {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]:|([^:\\[\\]]*):)?([0-9]{1,5})");
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_MAX = 65_535;

    @Override
    public InetSocketAddress convert(String word) {
        Matcher form = FORM.matcher(word);
        if (!form.matches() || port(form) < 1 || port(form) > PORT_MAX) {
            throw new TypeConversionException(
                    "give ADDRESS:PORT, such as 127.0.0.1:9100, not '" + word + "'");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        InetSocketAddress address =
                new InetSocketAddress(host == null || host.isEmpty() ? LOOPBACK : host, port(form));
        if (address.isUnresolved()) {
            throw new TypeConversionException(
                    "'" + host + "' is no address and no known name; give ADDRESS:PORT");
        }
        return address;
    }

    private static int port(Matcher form) {
        return Integer.parseInt(form.group(3));
    }
}
