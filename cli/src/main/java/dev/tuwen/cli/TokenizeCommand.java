package dev.tuwen.cli;

import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.ModelTokenizer;
import dev.tuwen.tokenizer.Tokenizer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `tuwen tokenize`: texts to ids and back.
@Command(mixinStandardHelpOptions = true)
final class TokenizeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR|FILE",
            description = "Folder of a model or of its tokenizer alone, a file in it, or an installed model's name.")
    private String model = ModelLibrary.DEMO;

    @Option(names = "--decode", description = "Ids to texts.")
    private boolean decode;

    TokenizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Tokenizer tokenizer = ModelTokenizer.open(ModelLibrary.ofUser(), model);
        JsonNode input = input();
        ArrayNode output = JsonNodeFactory.instance.arrayNode(input.size());
        for (int i = 0; i < input.size(); i++) {
            if (decode) {
                output.add(decode(tokenizer, input.get(i), i));
            } else {
                output.add(encode(tokenizer, input.get(i), i));
            }
        }
        terminal.println(Json.mapper().writeValueAsString(output));
        return Main.DONE;
    }

    private JsonNode input() {
        String wanted = decode ? "a JSON list of lists of ids" : "a JSON list of texts";
        try {
            JsonNode input = Json.mapper().readTree(terminal.in());
            if (input.isArray()) {
                return input;
            }
        } catch (JacksonException e) {
            throw new MistakeException("standard input is no JSON, expected " + wanted + ": " + e.getOriginalMessage());
        }
        throw new MistakeException("standard input is no list, expected " + wanted);
    }

    private static ArrayNode encode(Tokenizer tokenizer, JsonNode text, int index) {
        if (!text.isString()) {
            throw new MistakeException("entry " + index + " of standard input is no text");
        }
        int[] ids = tokenizer.encode(text.stringValue());
        ArrayNode list = JsonNodeFactory.instance.arrayNode(ids.length);
        for (int id : ids) {
            list.add(id);
        }
        return list;
    }

    private static String decode(Tokenizer tokenizer, JsonNode list, int index) {
        if (!list.isArray()) {
            throw new MistakeException("entry " + index + " of standard input is no list of ids");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            boolean known = id.isIntegralNumber()
                    && id.canConvertToInt()
                    && id.intValue() >= 0
                    && id.intValue() < tokenizer.vocabularySize();
            if (!known) {
                throw new MistakeException("entry " + index + " of standard input has " + id + ", expected ids below "
                        + tokenizer.vocabularySize());
            }
            ids[i] = id.intValue();
        }
        return tokenizer.decode(ids);
    }
}
