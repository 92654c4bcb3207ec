package dev.tuwen.installer;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.util.EnumSet;
import java.util.Set;
import jdk.tools.jlink.internal.PluginRepository;
import jdk.tools.jlink.plugin.Plugin;
import jdk.tools.jlink.plugin.ResourcePool;
import jdk.tools.jlink.plugin.ResourcePoolBuilder;
import jdk.tools.jlink.plugin.ResourcePoolEntry;

/// A plugin of jlink that takes line numbers and names of local variables out of classes that are not this project's:
/// 12 MB. A stack trace still says which line of ours it was. Made by [ImageLinker]; registered once in a process, it
/// stays there.
final class LinesOfOthers implements Plugin {
    private static final String OURS = "/dev.tuwen.";
    private static final ClassFile WITHOUT_LINES =
            ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);

    /// Writes code anew, as what was not read stays in code that is copied whole.
    private static final ClassTransform WITHOUT_SOURCE = ClassTransform.dropping(
                    element -> element instanceof SourceFileAttribute)
            .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));

    private LinesOfOthers() {}

    /// Makes jlink run it from now on.
    static void register() {
        PluginRepository.registerPlugin(new LinesOfOthers());
    }

    @Override
    public String getName() {
        return "lines-of-others";
    }

    @Override
    public Category getType() {
        return Category.TRANSFORMER;
    }

    @Override
    public Set<State> getState() {
        return EnumSet.of(State.FUNCTIONAL, State.AUTO_ENABLED);
    }

    @Override
    public ResourcePool transform(ResourcePool in, ResourcePoolBuilder out) {
        in.transformAndCopy(LinesOfOthers::transform, out);
        return out.build();
    }

    private static ResourcePoolEntry transform(ResourcePoolEntry entry) {
        String path = entry.path();
        if (entry.type() != ResourcePoolEntry.Type.CLASS_OR_RESOURCE
                || !path.endsWith(".class")
                || path.endsWith("/module-info.class")
                || path.startsWith(OURS)) {
            return entry;
        }
        ClassModel model = WITHOUT_LINES.parse(entry.contentBytes());
        return entry.copyWithContent(ClassFile.of().transformClass(model, WITHOUT_SOURCE));
    }
}
