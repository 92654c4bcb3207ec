package dev.tuwen.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The directions of `docs/architecture.md` and the bans that forbidden-apis cannot express, over all modules.
final class ArchitectureTest {

    private static final String COMPUTE = "dev.tuwen.compute";
    private static final String STARTS = "dev.tuwen.app.instance";

    private static final Set<String> RESTRICTED = Set.of(
            "java.lang.System.load",
            "java.lang.System.loadLibrary",
            "java.lang.foreign.AddressLayout.withTargetLayout",
            "java.lang.foreign.Linker.downcallHandle",
            "java.lang.foreign.Linker.upcallStub",
            "java.lang.foreign.MemorySegment.reinterpret",
            "java.lang.foreign.SymbolLookup.libraryLookup",
            "java.nio.channels.FileChannel.map");

    private static JavaClasses production = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readsAllModules() {
        production = new ClassFileImporter()
                .withImportOption(location -> !location.contains("test-classes"))
                .importPackages("dev.tuwen");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.tuwen.compute.cpu.CpuBackendProvider",
        "dev.tuwen.vision.VisionModel",
        "dev.tuwen.cuda.CudaBackendProvider",
        "dev.tuwen.metal.MetalBackendProvider",
        "dev.tuwen.demo.DemoModel",
        "dev.tuwen.library.ModelLibrary",
        "dev.tuwen.assistant.Assistant",
        "dev.tuwen.cli.Main",
        "dev.tuwen.app.Main",
        "dev.tuwen.testkit.ReferenceInterpreter"
    })
    void seesEveryModule(String name) {
        assertThat(production.contain(name)).isTrue();
    }

    @Test
    void computeImportsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(COMPUTE)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(COMPUTE, "java..", "com.sun.management..", "org.jspecify.."))
                .check(production);
    }

    /// Each part, and which of our packages it may use beside itself.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dev.tuwen.compute.spi..  | dev.tuwen.compute
                    dev.tuwen.compute.cpu..  | dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization..
                    dev.tuwen.cuda..         | dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization..
                    dev.tuwen.metal..        | dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization..
                    dev.tuwen.quantization.. | dev.tuwen.compute
                    dev.tuwen.filetype..     | java..
                    dev.tuwen.weights..      | dev.tuwen.filetype.., dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization..
                    dev.tuwen.tokenizer..    | dev.tuwen.filetype.., dev.tuwen.compute, dev.tuwen.weights..
                    dev.tuwen.conversion..   | dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization.., dev.tuwen.weights.., dev.tuwen.tokenizer.., dev.tuwen.decoder.., dev.tuwen.family..
                    dev.tuwen.sampling..     | dev.tuwen.compute
                    dev.tuwen.decoder..      | dev.tuwen.compute, dev.tuwen.weights..
                    dev.tuwen.family..       | dev.tuwen.filetype.., dev.tuwen.compute, dev.tuwen.weights.., dev.tuwen.tokenizer.., dev.tuwen.decoder.., dev.tuwen.sampling..
                    dev.tuwen.generate..     | dev.tuwen.family.., dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.weights.., dev.tuwen.decoder.., dev.tuwen.tokenizer.., dev.tuwen.sampling..
                    dev.tuwen.vision..       | dev.tuwen.filetype.., dev.tuwen.family.., dev.tuwen.decoder.., dev.tuwen.compute, dev.tuwen.compute.spi.., dev.tuwen.quantization.., dev.tuwen.weights.., dev.tuwen.generate.., dev.tuwen.tokenizer..
                    dev.tuwen.network..      | java..
                    dev.tuwen.demo..         | java..
                    """)
    void usesOnlyWhatLiesBelow(String part, String below) {
        String[] packages = below.split(", *");
        classes()
                .that()
                .resideInAPackage(part)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("dev.tuwen..")
                        .or(resideInAnyPackage(part))
                        .or(resideInAnyPackage(packages)))
                .check(production);
    }

    @Test
    void facesStayAboveTheAssistantAndApart() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tuwen.model..", "dev.tuwen.library..", "dev.tuwen.network..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tuwen.assistant..")
                .check(production);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tuwen.model..", "dev.tuwen.library..", "dev.tuwen.network..", "dev.tuwen.assistant..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tuwen.cli..", "dev.tuwen.app..")
                .check(production);
        noClasses()
                .that()
                .resideInAPackage("dev.tuwen.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tuwen.app..")
                .check(production);
    }

    @Test
    void nothingStandsOnTheTestkit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tuwen.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tuwen.testkit..")
                .check(production);
    }

    /// Says every step that can be walked back; the rule for slices names the first cycle only.
    @Test
    void packagesHaveNoCycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : production) {
            Set<String> used = uses.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getPackageName())
                    .filter(name -> name.startsWith("dev.tuwen."))
                    .forEach(used::add);
            used.remove(type.getPackageName());
        }

        assertThat(uses.keySet())
                .allSatisfy(part -> assertThat(uses.get(part))
                        .filteredOn(used -> reaches(uses, used, part))
                        .as("what '%s' uses and is used by", part)
                        .isEmpty());
    }

    private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
        var reached = new HashSet<>(Set.of(from));
        var left = new ArrayDeque<>(reached);
        while (!left.isEmpty()) {
            for (String used : uses.getOrDefault(left.remove(), Set.of())) {
                if (reached.add(used)) {
                    left.add(used);
                }
            }
        }
        return reached.contains(to);
    }

    @Test
    void onlyTheWindowSeesJavaFx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tuwen.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..", "org.controlsfx..", "org.kordamp..")
                .check(production);
    }

    @Test
    void viewModelsSeeNoNodes() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .should()
                .dependOnClassesThat(resideInAnyPackage("javafx.scene.control..", "javafx.scene.layout.."))
                .check(production);
    }

    @Test
    void vectorsStayInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tuwen.compute.cpu.vector..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(production);
    }

    @ParameterizedTest
    @CsvSource({"scalar, vector, machine", "vector, scalar, machine", "machine, scalar, vector"})
    void twinsOfKernelsDoNotKnowEachOther(String twin, String other, String another) {
        String kernels = "dev.tuwen.compute.cpu.";
        noClasses()
                .that()
                .resideInAPackage(kernels + twin)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(kernels + other, kernels + another)
                .check(production);
        noClasses()
                .that()
                .resideInAPackage(kernels + "kernels")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(kernels + twin)
                .check(production);
    }

    @Test
    void onlyBindingsAndWeightsReachNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tuwen..driver..", "dev.tuwen.metal.objc..", "dev.tuwen.weights..")
                .should()
                .callCodeUnitWhere(
                        describe("restricted methods and file mapping", ArchitectureTest::reachesNativeMemory))
                .check(production);
    }

    @Test
    void nativeMemoryHasAnOwner() {
        noClasses().should().callMethod(Arena.class, "ofAuto").check(production);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Cleaner.class)
                .check(production);
    }

    /// Sealed mode and the list of connections are only as good as this. Starts of the window find each other through
    /// sockets of the file system, which [#startsFindEachOtherOffTheNetwork] keeps off the network.
    @Test
    void onlyOneClassMakesConnections() {
        noClasses()
                .that(DescribedPredicate.not(
                        nameMatching("dev\\.tuwen\\.network\\.Network(\\$.*)?").<JavaClass>forSubtype()))
                .and()
                .resideOutsideOfPackage(STARTS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..", "javax.net..", "com.sun.net.httpserver..")
                        .or(nameMatching("java\\.net\\.(.*Socket.*|URLConnection|HttpURLConnection|JarURLConnection)")
                                .and(DescribedPredicate.not(nameMatching("java\\.net\\.I?n?e?t?SocketAddress")))
                                .forSubtype())
                        .or(nameMatching("java\\.nio\\.channels\\.(.*Socket.*|Datagram.*)")
                                .forSubtype())
                        .or(nameMatching("java\\.rmi\\..*").forSubtype()))
                .orShould()
                .callMethodWhere(describe("a URL opened or a name looked up", ArchitectureTest::reachesNetwork))
                .check(production);
    }

    /// A channel that is opened for the family UNIX takes no other address.
    @Test
    void startsFindEachOtherOffTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage(STARTS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..", "javax.net..", "com.sun.net.httpserver..")
                        .or(nameMatching("java\\.net\\.(.*(Inet|URL).*|.*Socket|DatagramPacket)")
                                .forSubtype())
                        .or(nameMatching("java\\.nio\\.channels\\.(Datagram|Asynchronous).*")
                                .forSubtype()))
                .orShould()
                .accessFieldWhere(describe(
                        "a family of the network",
                        access -> access.getTargetOwner().isEquivalentTo(StandardProtocolFamily.class)
                                && !access.getName().equals("UNIX")))
                .orShould()
                .callMethodWhere(describe(
                        "a channel of any family",
                        call -> call.getName().equals("open")
                                && call.getTargetOwner().getName().matches("java\\.nio\\.channels\\..*SocketChannel")
                                && (call.getTarget().getRawParameterTypes().isEmpty()
                                        || !call.getTarget().getRawParameterTypes().stream()
                                                .allMatch(type -> type.isEquivalentTo(ProtocolFamily.class)))))
                .check(production);
        assertThat(production.contain("dev.tuwen.app.instance.InstanceSocket")).isTrue();
    }

    private static boolean reachesNetwork(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return (owner.equals("java.net.URL")
                        && Set.of("openStream", "openConnection", "getContent").contains(call.getName()))
                || (owner.equals("java.net.InetAddress") && call.getName().startsWith("get"));
    }

    @Test
    void onlyEntryPointsEndTheProcess() {
        noClasses()
                .that(DescribedPredicate.not(entryPoint()))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(production);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tuwen.cli..")
                .and(DescribedPredicate.not(entryPoint()))
                .should()
                .accessField(System.class, "out")
                .check(production);
    }

    private static boolean reachesNativeMemory(JavaCall<?> call) {
        return RESTRICTED.contains(call.getTargetOwner().getName() + "." + call.getName());
    }

    private static DescribedPredicate<JavaClass> entryPoint() {
        return nameMatching("dev\\.tuwen\\.(app\\.(Main|Relay|Rehearsal)|cli\\.Main)")
                .<JavaClass>forSubtype()
                .as("an entry point");
    }
}
