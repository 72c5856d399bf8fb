package org.postern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The gateway starts no program but its database, makes no code of data, and no objects of octets. Read from the
/// bytecode; `MailIsPureTest` says as much and more of module `mail`.
class NothingIsRunTest {
    /// They make the cluster of the embedded PostgreSQL, and start and stop its server; their words are our own.
    private static final Set<String> MAY_START_PROGRAMS =
            Set.of("org/postern/store/Cluster", "org/postern/store/Postmaster");

    private static final Pattern PROGRAMS =
            Pattern.compile("java/lang/ProcessBuilder|java/lang/Runtime\\.exec");

    private static final Pattern CODE_OR_OBJECTS =
            Pattern.compile(
                    "java/io/Object(In|Out)put(Stream|Filter)?"
                            + "|java/io/(Object|Invalid)\\w*Serial\\w*"
                            + "|java/beans/XML(De|En)coder"
                            + "|java/rmi/.*"
                            + "|javax/(script|tools|management/remote)/.*"
                            + "|javax/naming/(Initial|Context|directory/InitialDir|ldap/InitialLdap)\\w*"
                            + "|java/net/URLClassLoader"
                            + "|java/lang/ClassLoader\\.(loadClass|defineClass|<init>)"
                            + "|java/security/SecureClassLoader\\.<init>"
                            + "|java/lang/Class\\.forName"
                            + "|java/lang/reflect/(Method\\.invoke|Constructor\\.newInstance|Proxy\\.newProxyInstance)"
                            + "|java/lang/invoke/MethodHandles\\$Lookup\\.(define\\w+|find\\w+|unreflect\\w*)"
                            + "|java/lang/(System|Runtime)\\.load(Library)?"
                            + "|java/lang/classfile/.*"
                            // Types of objects that are named in what is read.
                            + "|.*/JsonTypeInfo"
                            + "|tools/jackson/.*\\.(activateDefaultTyping\\w*|setDefaultTyping)");

    @Test
    void promise9_nothingIsRunAndNoObjectIsMadeOfOctets() throws IOException {
        var found = new TreeSet<String>();
        var starting = new TreeSet<String>();
        List<Path> classes = classes();
        for (Path file : classes) {
            ClassModel model = ClassFile.of().parse(file);
            String name = model.thisClass().asInternalName();
            uses(model, CODE_OR_OBJECTS).forEach(it -> found.add(name + " must not use " + it));
            if (!uses(model, PROGRAMS).isEmpty()) {
                starting.add(name);
            }
        }
        assertThat(classes).hasSizeGreaterThan(300);
        assertThat(found).isEmpty();
        assertThat(starting).isEqualTo(new TreeSet<>(MAY_START_PROGRAMS));
    }

    /// The test can fail: each of these calls, put into a class made for it, is found.
    @ParameterizedTest
    @CsvSource({
        "java.io.ObjectInputStream, readObject",
        "java.io.ObjectOutputStream, writeObject",
        "javax.script.ScriptEngine, eval",
        "javax.naming.InitialContext, lookup",
        "java.lang.Class, forName",
        "java.lang.reflect.Method, invoke",
        "java.lang.invoke.MethodHandles$Lookup, findVirtual",
        "java.lang.System, loadLibrary",
        "java.lang.ProcessBuilder, start",
        "java.lang.Runtime, exec"
    })
    void aClassThatDoesIsFound(String owner, String method) {
        byte[] made =
                ClassFile.of()
                        .build(
                                ClassDesc.of("org.postern.Running"),
                                type ->
                                        type.withMethodBody(
                                                "run",
                                                MethodTypeDesc.of(ConstantDescs.CD_void),
                                                ClassFile.ACC_STATIC,
                                                code ->
                                                        code.invokestatic(
                                                                        ClassDesc.of(owner),
                                                                        method,
                                                                        MethodTypeDesc.of(
                                                                                ConstantDescs
                                                                                        .CD_void))
                                                                .return_()));
        ClassModel model = ClassFile.of().parse(made);
        assertThat(
                        Stream.concat(
                                uses(model, CODE_OR_OBJECTS).stream(),
                                uses(model, PROGRAMS).stream()))
                .isNotEmpty();
    }

    /// The classes and members that a class names and that a pattern has.
    private static Set<String> uses(ClassModel model, Pattern forbidden) {
        var found = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            String used =
                    switch (entry) {
                        case ClassEntry one -> one.asInternalName();
                        case MemberRefEntry one ->
                                one.owner().asInternalName() + "." + one.name().stringValue();
                        default -> "";
                    };
            if (forbidden.matcher(used).matches()) {
                found.add(used);
            }
        }
        return found;
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
            return files.filter(it -> it.toString().endsWith(".class")).toList();
        }
    }
}
