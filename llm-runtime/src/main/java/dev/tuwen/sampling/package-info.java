/// From logits to one token: penalty, temperature, nucleus, or the largest. Pure arithmetic on the host; one thread at
/// a time.
package dev.tuwen.sampling;
