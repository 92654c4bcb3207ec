/// Every command of `tuwen`: one class a command, [dev.tuwen.cli.Main] in front of them.
///
/// Answers go to standard output, everything else to standard error, both in UTF-8 whatever the locale says. A command
/// ends with 0, with 2 and one sentence when the caller made a mistake, with 1 for anything else.
package dev.tuwen.cli;
