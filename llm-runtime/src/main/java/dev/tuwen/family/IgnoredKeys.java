package dev.tuwen.family;

import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.gguf.GgufMetadata;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Settings that nobody has read. Those known to change nothing of what is computed are passed over; any other is
/// refused by its name, for a setting under a new name would else be dropped without a word. A family reads what it
/// needs first, then asks here. Stateless.
final class IgnoredKeys {
    /// Of `config.json`: how a model was trained, saved or is to be run by other programs.
    private static final Set<String> OF_CONFIG = Set.of(
            // what it is called and where it comes from
            "architectures",
            "auto_map",
            "base_model",
            "custom_pipelines",
            "finetuning_task",
            "language",
            "license",
            "model_name",
            "model_type",
            "name",
            "name_or_path",
            "pipeline_tag",
            "tags",
            "task_specific_params",
            "tokenizer_class",
            "trust_remote_code",
            "transformers_version",
            "transformers.js_config",
            "unsloth_fixed",
            "unsloth_version",
            // how it is stored; the tensors themselves say
            "dtype",
            "torch_dtype",
            "quantization_config",
            "torchscript",
            "use_bfloat16",
            "bf16",
            "fp16",
            "fp32",
            "use_safetensors",
            // how it was trained
            "attention_dropout",
            "attention_probs_dropout_prob",
            "attn_pdrop",
            "chunk_size_feed_forward",
            "classifier_dropout",
            "embd_pdrop",
            "freeze_vision_tower",
            "gradient_checkpointing",
            "hidden_dropout",
            "hidden_dropout_prob",
            "initializer_factor",
            "initializer_range",
            "output_router_logits",
            "pretraining_tp",
            "resid_pdrop",
            "tune_llm",
            "tune_vision",
            "use_lora",
            // how other programs run it
            "attn_implementation",
            "batch_vision_input",
            "cache_implementation",
            "output_attentions",
            "output_hidden_states",
            "output_past",
            "return_dict",
            "tf_legacy_loss",
            "time_step_limit",
            "use_cache",
            "use_flash_attention_2",
            "use_flash_attn",
            "use_flash_attn_2",
            "use_sdpa",
            "mm_use_im_start_end",
            "use_image_id",
            // what its dialogue and its tokens are; the tokenizer's files say
            "additional_special_tokens",
            "chat_template",
            "cls_token_id",
            "decoder_start_token_id",
            "im_end_id",
            "im_end_token_id",
            "im_start_id",
            "im_start_token_id",
            "mask_token_id",
            "model_max_length",
            "pad_token_id",
            "padding_side",
            "prefix",
            "sep_token_id",
            "slice_end_token_id",
            "slice_start_token_id",
            "tokenizer_model_max_length",
            "tokenizer_padding_side",
            "truncation_side",
            "unk_token_id",
            // what else the class of all settings writes; generation has a file of its own
            "add_cross_attention",
            "bad_words_ids",
            "begin_suppress_tokens",
            "cross_attention_hidden_size",
            "diversity_penalty",
            "do_sample",
            "early_stopping",
            "encoder_no_repeat_ngram_size",
            "exponential_decay_length_penalty",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "id2label",
            "is_decoder",
            "is_encoder_decoder",
            "label2id",
            "length_penalty",
            "max_length",
            "max_new_tokens",
            "min_length",
            "no_repeat_ngram_size",
            "num_beam_groups",
            "num_beams",
            "num_labels",
            "num_return_sequences",
            "output_scores",
            "problem_type",
            "pruned_heads",
            "remove_invalid_values",
            "repetition_penalty",
            "return_dict_in_generate",
            "suppress_tokens",
            "temperature",
            "tie_encoder_decoder",
            "top_k",
            "top_p",
            "typical_p");

    /// Of a GGUF decoder, behind its architecture.
    private static final Set<String> OF_DECODER = Set.of(
            "vocab_size",
            "tensor_data_layout",
            "rope.scaling.original_context_length",
            "rope.scaling.finetuned",
            "rope.scaling.yarn_log_multiplier");

    /// Of an mmproj file: sizes that the tensors say too, and what is in the file.
    private static final Set<String> OF_MMPROJ = Set.of(
            "has_audio_encoder",
            "has_llava_projector",
            "has_text_encoder",
            "has_vision_encoder",
            "minicpmv_query_num",
            "vision.embedding_length",
            "vision.feed_forward_length",
            "vision.projection_dim");

    /// Of a GGUF file's tokenizer: tokens of other programs, and what a begin token of ours does anyway.
    private static final Set<String> OF_TOKENIZER = Set.of(
            "ggml.add_bos_token",
            "ggml.add_eos_token",
            "ggml.add_sep_token",
            "ggml.added_tokens",
            "ggml.bos_token_id",
            "ggml.cls_token_id",
            "ggml.eom_token_id",
            "ggml.eos_token_id",
            "ggml.eos_token_ids",
            "ggml.eot_token_id",
            "ggml.fim_mid_token_id",
            "ggml.fim_pad_token_id",
            "ggml.fim_pre_token_id",
            "ggml.fim_rep_token_id",
            "ggml.fim_sep_token_id",
            "ggml.fim_suf_token_id",
            "ggml.mask_token_id",
            "ggml.merges",
            "ggml.middle_token_id",
            "ggml.padding_token_id",
            "ggml.pre",
            "ggml.prefix_token_id",
            "ggml.seperator_token_id",
            "ggml.suffix_token_id",
            "ggml.token_type_count",
            "ggml.unknown_token_id",
            "huggingface.json");

    private static final int SHOWN = 3;

    private IgnoredKeys() {}

    /// Refuses a key of `config.json` that nobody has read and that may change what is computed. Names that begin with
    /// an underscore are notes.
    ///
    /// @param title of the family, for the message
    /// @throws UnsupportedModelException if there is one
    static void refuseUnknown(JsonObject settings, String title) {
        refuse(
                settings.file(),
                title,
                settings.unread().stream()
                        .filter(key -> !key.startsWith("_") && !OF_CONFIG.contains(key))
                        .toList());
    }

    /// Refuses a key of a GGUF file that nobody has read and that may change what is computed: one behind the
    /// architecture's name, or of its tokenizer. All others are notes.
    ///
    /// @param title of the family, for the message
    /// @throws UnsupportedModelException if there is one
    static void refuseUnknown(GgufMetadata metadata, String title) {
        String architecture = metadata.text("general.architecture").orElse("");
        refuse(
                metadata.file(),
                title,
                metadata.unread().stream()
                        .filter(key -> isUnknown(key, architecture))
                        .toList());
    }

    private static boolean isUnknown(String key, String architecture) {
        String name = key.substring(key.indexOf('.') + 1);
        return switch (key.substring(0, key.length() - name.length())) {
            case "clip." -> !OF_MMPROJ.contains(name);
            case "tokenizer." -> !OF_TOKENIZER.contains(name) && !name.startsWith("chat_template");
            case "adapter." -> true;
            case String group -> group.equals(architecture + ".") && !OF_DECODER.contains(name);
        };
    }

    private static void refuse(Path file, String title, List<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        String named =
                keys.stream().limit(SHOWN).map(ModelFormatException::quoted).collect(Collectors.joining(", "));
        throw new UnsupportedModelException(
                file,
                title + " as its makers published it",
                "one with " + named + (keys.size() > SHOWN ? " and others" : "")
                        + ", which this program does not know and which may change what is computed");
    }
}
