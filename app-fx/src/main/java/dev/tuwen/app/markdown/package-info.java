/// Markdown of answers: [dev.tuwen.app.markdown.MarkdownStream] makes finished blocks and one open block of a growing
/// text, [dev.tuwen.app.markdown.MarkdownBlocks] reads the parser's tree, the views here draw one block each. No raw
/// HTML, no pictures from elsewhere.
package dev.tuwen.app.markdown;
