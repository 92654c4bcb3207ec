package dev.tuwen.family.members;

import dev.tuwen.family.Families;
import dev.tuwen.family.minicpm2b.MiniCpm2b;
import dev.tuwen.family.minicpmv1.MiniCpmV1;
import dev.tuwen.family.minicpmv2.MiniCpmV2;
import java.util.List;

/// The families that the product runs.
public final class KnownFamilies {
    /// All of them.
    public static final Families ALL =
            new Families(List.of(MiniCpm2b.family(), MiniCpmV1.family(), MiniCpmV2.family()));

    private KnownFamilies() {}
}
