package org.postern.bench.trap;

import java.io.IOException;
import java.io.InputStream;
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
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;

/// Puts a call of the [Trap] at every [Point] into the classes of a gateway. They are made once, before it starts, and not
/// while they are loaded: a Java that somebody looks over the shoulder of starts without its AOT cache, and takes three
/// times as long.
public final class Weaver {
    private static final ClassDesc TRAP = ClassDesc.of(Trap.class.getName());
    private static final MethodTypeDesc PASS =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private Weaver() {}

    /// All classes with points, by the paths of their files.
    ///
    /// @param gateway has the classes as they were built
    /// @throws NoSuchFileException a class of a point is not there any more
    public static Map<String, byte[]> weave(ClassLoader gateway) throws IOException {
        var woven = new TreeMap<String, byte[]>();
        for (Point point : Point.values()) {
            String path = point.place().path();
            byte[] octets = woven.get(path);
            woven.put(path, with(point, octets == null ? read(gateway, path) : octets, gateway));
        }
        return woven;
    }

    private static byte[] read(ClassLoader gateway, String path) throws IOException {
        try (InputStream in = gateway.getResourceAsStream(path)) {
            if (in == null) {
                throw new NoSuchFileException(path);
            }
            return in.readAllBytes();
        }
    }

    static byte[] with(Point point, byte[] octets, ClassLoader gateway) {
        var files =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(gateway)));
        var transform =
                ClassTransform.transformingMethodBodies(
                        it -> point.place().is(it.methodName().stringValue()),
                        CodeTransform.ofStateful(() -> new Insertion(point)));
        return files.transformClass(files.parse(octets), transform);
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
