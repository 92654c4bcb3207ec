/// The MiniCPM-2B decoder: what it computes, written once as recorded programs. No device word, no file, no thread.
package dev.tuwen.decoder;
