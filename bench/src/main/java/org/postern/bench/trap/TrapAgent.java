package org.postern.bench.trap;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Java agent: puts a call of the [Trap] at every [Point] while the gateway's classes are loaded.
public final class TrapAgent {
    private static final ClassDesc TRAP = ClassDesc.of(Trap.class.getName());
    private static final MethodTypeDesc PASS =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private TrapAgent() {}

    /// @param words the port of whoever gives orders, and the pid file of the database, with a comma between
    public static void premain(String words, Instrumentation instrumentation) throws IOException {
        String[] both = words.split(",", 2);
        instrumentation.addTransformer(new Transformer());
        Trap.listen(Integer.parseInt(both[0]), Path.of(both[1]));
    }

    private static final class Transformer implements ClassFileTransformer {
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] octets) {
            if (name == null || loader == null) {
                return null;
            }
            List<Point> points =
                    Stream.of(Point.values()).filter(it -> it.place().isIn(name)).toList();
            if (points.isEmpty()) {
                return null;
            }
            try {
                return withTraps(loader, octets, points);
            } catch (RuntimeException e) {
                // Else nobody would hear of it: the JVM goes on with the class as it was.
                System.err.println("trap: no points in " + name + ": " + e);
                return null;
            }
        }
    }

    static byte[] withTraps(ClassLoader loader, byte[] octets, List<Point> points) {
        var files =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(loader)));
        byte[] result = octets;
        for (Point point : points) {
            var transform =
                    ClassTransform.transformingMethodBodies(
                            it -> point.place().is(it.methodName().stringValue()),
                            CodeTransform.ofStateful(() -> new Insertion(point)));
            result = files.transformClass(files.parse(result), transform);
        }
        return result;
    }

    /// Puts one point's call into one method.
    private record Insertion(Point point) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            if (point.place().where() == Place.Where.ENTRY) {
                call(code);
            }
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            Place place = point.place();
            boolean here =
                    switch (place.where()) {
                        case ENTRY -> false;
                        case EXIT -> element instanceof ReturnInstruction;
                        case BEFORE, AFTER ->
                                element instanceof InvokeInstruction invoke
                                        && invoke.name().equalsString(place.call());
                    };
            if (here && place.where() != Place.Where.AFTER) {
                call(code);
            }
            code.with(element);
            if (here && place.where() == Place.Where.AFTER) {
                call(code);
            }
        }

        private void call(CodeBuilder code) {
            code.loadConstant(point.name());
            code.invokestatic(TRAP, "pass", PASS);
        }
    }
}
