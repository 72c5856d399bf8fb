package org.postern.bench.trap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointTest {
    /// A method that got another name would be found late otherwise, by a point that nothing reaches.
    @ParameterizedTest
    @EnumSource
    void j2_everyPointHasItsPlaceInTheClassesOfTheGateway(Point point) throws IOException {
        ClassLoader loader = PointTest.class.getClassLoader();
        String file = point.place().path();
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(file), file)) {
            byte[] with = Weaver.with(point, in.readAllBytes(), loader);
            long calls =
                    ClassFile.of().parse(with).methods().stream()
                            .flatMap(it -> it.code().stream())
                            .flatMap(it -> it.elementStream())
                            .filter(it ->
                                    it instanceof InvokeInstruction call
                                            && call.name().equalsString("pass"))
                            .count();
            assertThat(calls).isPositive();
        }
    }
}
