package org.postern.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.settings.ByteSize;
import org.postern.settings.Parse;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How words of the command line become values: with the same parsers as everywhere else.
final class Words {
    private Words() {}

    static void registerAt(CommandLine line) {
        line.registerConverter(Duration.class, converter(Parse::duration));
        line.registerConverter(ByteSize.class, converter(ByteSize::parse));
        line.registerConverter(InetSocketAddress.class, converter(ServerAddress::parse));
        line.registerConverter(Address.class, converter(Words::address));
        line.registerConverter(ReversePath.class, converter(Words::reversePath));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
        return word -> {
            try {
                return parser.apply(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + word + "': " + e.getMessage());
            }
        };
    }

    private static Address address(String word) {
        return value(AddressParser.ASCII.address(word));
    }

    private static ReversePath reversePath(String word) {
        return word.isEmpty() || word.equals("<>")
                ? ReversePath.Null.NULL
                : new ReversePath.Mailbox(address(word));
    }

    private static <T> T value(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Value<T>(T value) -> value;
            case Parsed.Failed<T>(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
