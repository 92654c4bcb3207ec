import org.jspecify.annotations.NullMarked;

/// The embedded tiny model, so that the first start answers with no download, its sample pictures and its held-out
/// questions. The resources are encapsulated; [dev.tuwen.demo.DemoModel] hands them out.
@NullMarked
module dev.tuwen.demo {
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.demo;
}
