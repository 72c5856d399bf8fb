package org.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Module `mail` only computes. Its descriptor requires nothing, and this looks at what the descriptor cannot refuse:
/// the parts of the base module that reach the network, files, processes, threads or other code.
class MailIsPureTest {
    /// Class names, wherever they stand: in references, descriptors, signatures.
    private static final Pattern CLASSES =
            Pattern.compile(
                    "(?<![\\w/])(java/net/\\w+"
                            + "|java/nio/file/\\w+"
                            + "|java/nio/channels/\\w+"
                            + "|java/io/(File\\w*|RandomAccessFile|Console|Object(In|Out)putStream|ObjectInputFilter)"
                            + "|java/lang/(Process\\w*|Runtime|Thread\\w*|ClassLoader|Module\\w*|InheritableThreadLocal)"
                            + "|java/lang/reflect/\\w+"
                            + "|java/lang/foreign/\\w+"
                            + "|java/util/concurrent/\\w*(Executor\\w*|ForkJoin\\w*|CompletableFuture)"
                            + "|java/util/(Timer|ServiceLoader|Scanner)"
                            + "|(jdk/internal|sun|com/sun)/[\\w/]+"
                            + "|javax/(?!crypto/(Mac|spec/SecretKeySpec)(?!\\w))[\\w/]+)(?!\\w)");

    /// Members of classes that are otherwise harmless.
    private static final Pattern MEMBERS =
            Pattern.compile(
                    "java/lang/System\\.(getenv|getProperty|getProperties|exit|load"
                            + "|loadLibrary|setProperty|setOut|setErr|setIn|console|out|err|in|getLogger)"
                            + "|java/lang/Class\\.(forName|getResource\\w*|getMethod\\w*|getDeclared\\w+|getConstructor\\w*|getClassLoader)"
                            + "|java/lang/invoke/MethodHandles\\$?\\w*\\.(find\\w+|privateLookupIn|define\\w+|unreflect\\w*)"
                            + "|java/util/(Formatter|logging/\\w+)\\..*");

    @Test
    void promise9_mailReachesNothingButMemory() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> classes = classes();
        for (Path file : classes) {
            found.addAll(reaches(ClassFile.of().parse(file)));
        }
        assertThat(classes).hasSizeGreaterThan(30);
        assertThat(found).isEmpty();
    }

    /// What a class names that it must not, from its references and the descriptors of its members.
    private static List<String> reaches(ClassModel model) {
        String name = model.thisClass().asInternalName();
        List<String> found = new ArrayList<>();
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry used -> note(found, name, CLASSES, used.asInternalName());
                case NameAndTypeEntry used ->
                        note(found, name, CLASSES, used.type().stringValue().replace('L', ' '));
                case MemberRefEntry used ->
                        note(
                                found,
                                name,
                                MEMBERS,
                                used.owner().asInternalName() + "." + used.name().stringValue());
                default -> {}
            }
        }
        model.fields().forEach(field -> noteDescriptor(found, name, field.fieldType()));
        model.methods().forEach(method -> noteDescriptor(found, name, method.methodType()));
        return found;
    }

    private static void noteDescriptor(List<String> found, String name, Utf8Entry descriptor) {
        note(found, name, CLASSES, descriptor.stringValue().replace('L', ' '));
    }

    private static void note(List<String> found, String user, Pattern forbidden, String text) {
        forbidden
                .matcher(text)
                .results()
                .forEach(match -> found.add(user + " must not use " + match.group()));
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
            return files.filter(file ->
                            file.toString().endsWith(".class")
                                    && !file.endsWith("module-info.class")
                                    && !file.endsWith("package-info.class"))
                    .toList();
        }
    }

    /// The test can fail: each of these calls, put into a class made for it, is found.
    @ParameterizedTest
    @CsvSource({
        "java.net.InetAddress, getLoopbackAddress, java.net.InetAddress",
        "java.net.Socket, <init>, void",
        "java.nio.file.FileSystems, getDefault, java.nio.file.FileSystem",
        "java.nio.channels.Pipe, open, java.nio.channels.Pipe",
        "java.io.FileInputStream, close, void",
        "java.io.File, listRoots, void",
        "java.io.ObjectInputStream, readObject, java.lang.Object",
        "java.lang.ProcessBuilder, start, java.lang.Process",
        "java.lang.Runtime, getRuntime, java.lang.Runtime",
        "java.lang.Thread, start, void",
        "java.lang.System, getenv, java.util.Map",
        "java.lang.System, getProperty, void",
        "java.lang.Class, forName, java.lang.Class",
        "java.lang.reflect.Method, invoke, java.lang.Object",
        "java.util.concurrent.Executors, newCachedThreadPool, void"
    })
    void aClassThatReachesOutIsFound(String owner, String method, String result) {
        ClassDesc returns =
                result.equals("void") ? ClassDesc.ofDescriptor("V") : ClassDesc.of(result);
        String called = method.equals("<init>") ? "make" : method;
        byte[] made =
                ClassFile.of()
                        .build(
                                ClassDesc.of("org.postern.mail.Reaching"),
                                type ->
                                        type.withMethodBody(
                                                "reach",
                                                MethodTypeDesc.ofDescriptor("()V"),
                                                ClassFile.ACC_STATIC,
                                                code ->
                                                        code.invokestatic(
                                                                        ClassDesc.of(owner),
                                                                        called,
                                                                        MethodTypeDesc.of(returns))
                                                                .return_()));
        assertThat(reaches(ClassFile.of().parse(made))).isNotEmpty();
    }

    @Test
    void aClassThatComputesIsNotFound() {
        byte[] made =
                ClassFile.of()
                        .build(
                                ClassDesc.of("org.postern.mail.Computing"),
                                type ->
                                        type.withMethodBody(
                                                "compute",
                                                MethodTypeDesc.ofDescriptor("()V"),
                                                ClassFile.ACC_STATIC,
                                                code ->
                                                        code.invokestatic(
                                                                        ClassDesc.of(
                                                                                "java.lang.System"),
                                                                        "nanoTime",
                                                                        MethodTypeDesc.ofDescriptor(
                                                                                "()J"))
                                                                .pop2()
                                                                .return_()));
        assertThat(reaches(ClassFile.of().parse(made))).isEmpty();
    }
}
