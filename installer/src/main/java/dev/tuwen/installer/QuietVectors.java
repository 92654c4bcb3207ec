package dev.tuwen.installer;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.ModuleResolutionAttribute;
import java.util.EnumSet;
import java.util.Set;
import jdk.tools.jlink.internal.PluginRepository;
import jdk.tools.jlink.plugin.Plugin;
import jdk.tools.jlink.plugin.ResourcePool;
import jdk.tools.jlink.plugin.ResourcePoolBuilder;
import jdk.tools.jlink.plugin.ResourcePoolEntry;

/// A plugin of jlink that takes the mark of an incubating module off `jdk.incubator.vector` in the image being linked.
/// The Java machine then prints no warning at each start, and the whole module graph may lie in a cache. Only the
/// descriptor changes, no code. Made by [ImageLinker]; registered once in a process, it stays there.
///
/// It cannot be a service of jlink's: the boot layer refuses a provider before exports are added.
final class QuietVectors implements Plugin {
    private static final String DESCRIPTOR = "/jdk.incubator.vector/module-info.class";

    private int changed;

    /// Makes jlink run it from now on.
    static QuietVectors register() {
        var plugin = new QuietVectors();
        PluginRepository.registerPlugin(plugin);
        return plugin;
    }

    /// How many descriptors it has changed.
    int changed() {
        return changed;
    }

    @Override
    public String getName() {
        return "quiet-vectors";
    }

    /// Among those that run first. jlink keeps the marks of all modules in a class too, written by another plugin;
    /// plugins of one category run in any order.
    @Override
    public Category getType() {
        return Category.FILTER;
    }

    @Override
    public Set<State> getState() {
        return EnumSet.of(State.FUNCTIONAL, State.AUTO_ENABLED);
    }

    @Override
    public ResourcePool transform(ResourcePool in, ResourcePoolBuilder out) {
        in.transformAndCopy(this::transform, out);
        return out.build();
    }

    private ResourcePoolEntry transform(ResourcePoolEntry entry) {
        if (!entry.path().equals(DESCRIPTOR)) {
            return entry;
        }
        ClassFile classFile = ClassFile.of();
        ClassModel descriptor = classFile.parse(entry.contentBytes());
        if (descriptor.findAttribute(Attributes.moduleResolution()).isEmpty()) {
            return entry;
        }
        changed++;
        return entry.copyWithContent(classFile.transformClass(
                descriptor, ClassTransform.dropping(element -> element instanceof ModuleResolutionAttribute)));
    }
}
