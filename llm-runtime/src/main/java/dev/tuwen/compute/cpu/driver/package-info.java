/// What only the operating system knows about the processor.
package dev.tuwen.compute.cpu.driver;
