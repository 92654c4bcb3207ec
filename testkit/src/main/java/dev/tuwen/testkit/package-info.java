/// The oracle, the conformance suite that each backend extends, and the comparison with golden data.
///
/// [dev.tuwen.testkit.ReferenceInterpreter] says what each operation means; [dev.tuwen.testkit.ReferenceBackend] puts
/// it behind the contract of a backend, so that whole models run on it.
package dev.tuwen.testkit;
