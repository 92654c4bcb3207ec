package dev.tuwen.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenOptions;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// What holds of opening models.
class EngineServiceTest {
    private final FakeOpener opener = new FakeOpener();
    private final Deque<Runnable> opening = new ArrayDeque<>();
    private final EngineService service = new EngineService(opener, opening::add, Runnable::run, Runnable::run);

    private void open(String name) {
        service.open(spec(name), OpenOptions.DEFAULT);
        runAll();
    }

    private void runAll() {
        while (!opening.isEmpty()) {
            opening.remove().run();
        }
    }

    private static ModelSpec spec(String name) {
        return new ModelSpec.Folder(Path.of(name));
    }

    @Test
    void saysHowFarItIs() {
        var seen = new ArrayList<Double>();
        service.stateProperty().subscribe(state -> {
            if (state instanceof EngineState.Opening(_, _, double fraction)) {
                seen.add(fraction);
            }
        });

        open("one");

        assertThat(seen).isSorted().contains(0.5);
        assertThat(service.stateProperty().get())
                .isEqualTo(new EngineState.Ready(opener.last().info()));
    }

    @Test
    void keepsTheModelBeforeWhenTheNextOneIsBroken() {
        open("one");

        open("broken");

        assertThat(service.assistantProperty().get()).isSameAs(opener.last());
        assertThat(opener.last().isClosed()).isFalse();
        assertThat(service.lastFailureProperty().get()).hasMessageContaining("broken");
        assertThat(service.stateProperty().get()).isInstanceOf(EngineState.Ready.class);
        assertThat(service.model()).isEqualTo(spec("one"));
    }

    @Test
    void closesTheModelBeforeOnlyWhenTheNextOneAnswers() {
        open("one");
        FakeAssistant one = opener.last();

        service.open(spec("two"), OpenOptions.DEFAULT);
        assertThat(service.assistantProperty().get()).isSameAs(one);
        runAll();

        assertThat(one.isClosed()).isTrue();
        assertThat(service.assistantProperty().get()).isSameAs(opener.last());
    }

    @Test
    void makesRoomForTheNextModelWhenTheOneBeforeIsLarge() {
        open("large");
        FakeAssistant large = opener.last();

        service.open(spec("two"), OpenOptions.DEFAULT);
        assertThat(service.assistantProperty().get()).isNull();
        runAll();

        assertThat(large.isClosed()).isTrue();
        assertThat(service.assistantProperty().get()).isSameAs(opener.last()).isNotSameAs(large);
    }

    @Test
    void opensALargeModelAgainWhenTheNextOneIsBroken() {
        open("large");

        open("broken");

        assertThat(service.model()).isEqualTo(spec("large"));
        assertThat(service.assistantProperty().get()).isSameAs(opener.last());
        assertThat(opener.opened()).hasSize(2);
        assertThat(service.lastFailureProperty().get()).hasMessageContaining("broken");
    }

    @Test
    void givesUpAModelWhenAnotherOneIsWanted() {
        service.open(spec("one"), OpenOptions.DEFAULT);
        service.open(spec("two"), OpenOptions.DEFAULT);
        runAll();

        assertThat(service.model()).isEqualTo(spec("two"));
        assertThat(opener.opened())
                .extracting(engine -> engine.info().modelName())
                .containsExactly("two");
    }

    @Test
    void letsTheDemoModelStandInWhereThereIsNoOther() {
        open("broken");

        assertThat(service.model()).isEqualTo(new ModelSpec.Demo());
        assertThat(service.stateProperty().get())
                .isEqualTo(new EngineState.Ready(opener.last().info()));
        assertThat(service.lastFailureProperty().get()).hasMessageContaining("broken");
        EngineService.StandIn standIn =
                Objects.requireNonNull(service.standInProperty().get());
        assertThat(standIn.instead()).isEqualTo(Phrase.verbatim("broken"));
        assertThat(standIn.failure()).isSameAs(service.lastFailureProperty().get());
    }

    @Test
    void letsTheDemoModelStandInWhereTheOneBeforeDoesNotComeBack() {
        open("large");
        opener.refuse("large");

        open("broken");

        assertThat(service.model()).isEqualTo(new ModelSpec.Demo());
        assertThat(service.standInProperty().get()).isNotNull();
    }

    @Test
    void forgetsTheStandInWithTheNextModel() {
        open("broken");

        open("one");

        assertThat(service.standInProperty().get()).isNull();
        assertThat(service.lastFailureProperty().get()).isNull();
        assertThat(service.model()).isEqualTo(spec("one"));
    }

    @Test
    void isUnavailableWhenNothingCanBeOpened() {
        opener.refuse("demo");

        open("broken");

        assertThat(service.stateProperty().get()).isInstanceOf(EngineState.Unavailable.class);
        assertThat(service.assistantProperty().get()).isNull();
        assertThat(service.standInProperty().get()).isNull();
    }

    @Test
    void closesWhatIsOpen() {
        open("one");

        service.close();

        assertThat(opener.last().isClosed()).isTrue();
    }

    @Test
    void closesAModelThatArrivesAfterTheEnd() {
        var arriving = new ArrayDeque<Runnable>();
        Executor ended = task -> {
            throw new RejectedExecutionException("this thread has ended");
        };
        var late = new EngineService(opener, opening::add, ended, arriving::add);
        late.open(spec("one"), OpenOptions.DEFAULT);
        runAll();
        late.close();

        arriving.forEach(Runnable::run);

        assertThat(opener.last().isClosed()).isTrue();
    }

    @Test
    void closesTheLargeModelBeforeAfterTheEnd() {
        open("large");
        service.open(spec("two"), OpenOptions.DEFAULT);
        service.close();

        runAll();

        assertThat(opener.opened()).singleElement().returns(true, FakeAssistant::isClosed);
    }
}
