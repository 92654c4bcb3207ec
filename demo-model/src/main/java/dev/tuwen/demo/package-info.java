/// The demo model as resources of this module: a folder in the published layout of MiniCPM-V 2.0, twelve sample
/// pictures with questions it answers right, and an archive of held-out questions. How it is trained is in
/// `demo-model/training`, what it can do in `demo-model/MODEL_CARD.md`.
package dev.tuwen.demo;
