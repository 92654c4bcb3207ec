package dev.tuwen.app.markdown;

import java.util.List;

/// One block of an answer. Immutable.
public sealed interface MarkdownBlock {
    /// Running text.
    ///
    /// @param spans its text
    record Paragraph(List<Span> spans) implements MarkdownBlock {
        /// Copies the list.
        public Paragraph {
            spans = List.copyOf(spans);
        }
    }

    /// A heading.
    ///
    /// @param level 1 to 6
    /// @param spans its text
    record Heading(int level, List<Span> spans) implements MarkdownBlock {
        /// Copies the list.
        public Heading {
            spans = List.copyOf(spans);
        }
    }

    /// Code, or anything else to be shown as it stands.
    ///
    /// @param language what the fence says, perhaps empty
    /// @param text the lines
    record Code(String language, String text) implements MarkdownBlock {}

    /// A table.
    ///
    /// @param rows the first one is the head; each a list of cells
    /// @param alignments of the columns
    record Table(List<List<List<Span>>> rows, List<Alignment> alignments) implements MarkdownBlock {
        /// Copies the lists.
        public Table {
            rows = List.copyOf(rows);
            alignments = List.copyOf(alignments);
        }
    }

    /// A list.
    ///
    /// @param ordered whether its items are numbered
    /// @param first number of the first item
    /// @param items each a list of blocks
    record Items(boolean ordered, int first, List<List<MarkdownBlock>> items) implements MarkdownBlock {
        /// Copies the list.
        public Items {
            items = List.copyOf(items);
        }
    }

    /// What somebody else said.
    ///
    /// @param blocks what it is made of
    record Quote(List<MarkdownBlock> blocks) implements MarkdownBlock {
        /// Copies the list.
        public Quote {
            blocks = List.copyOf(blocks);
        }
    }

    /// A line between two thoughts.
    record Rule() implements MarkdownBlock {}

    /// How a column of a table stands.
    enum Alignment {
        LEFT,
        CENTER,
        RIGHT
    }
}
