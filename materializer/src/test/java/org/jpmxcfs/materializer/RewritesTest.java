package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewritesTest {
    private final Rewrites rewrites = new Rewrites();

    private long index;

    /**
     * Each script is a list of steps, at a time in seconds: {@code +path} makes a file, {@code
     * path} changes it, {@code from>to} renames it, {@code .} is what concerns no path, {@code x} a
     * refused change, {@code ?} asks; what is asked for last is expected.
     */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "a first change,                           0 a ?,                                   no",
        "a second one of the same copy,            0 a ? 0.5 a ?,                           no",
        "a file rewritten within a minute,         0 a ? 5 a ?,                             yes",
        "one that was quiet for a minute,          0 a ? 60 a ?,                            no",
        "one that never pauses for a minute,       0 a ? 50 a ? 100 a ? 150 a ?,            yes",
        "another file,                             0 a ? 5 b ?,                             no",
        "a rewritten and another,                  0 a ? 5 a b ?,                           no",
        "two rewritten,                            0 a b ? 5 a b ?,                         yes",
        "nothing new,                              0 a ? 5 a ? 6 ?,                         yes",
        "a temporary file over its target,         0 +t1 t1 t1>a ? 5 +t2 t2 t2>a ?,         yes",
        "one over a target that was quiet,         0 +t1 t1 t1>a ? 5 +t2 t2 t2>b ?,         no",
        "one that is judged before its rename,     0 +t1 t1 t1>a ? 5 +t2 t2 ?,              no",
        "the rename that follows,                  0 +t1 t1 t1>a ? 5 +t2 t2 ? 6.1 t2>a ?,   yes",
        "a file of old moved over a rewritten one, 0 a ? 5 b>a ?,                           no",
        "a lock that is taken again,               0 +l ? 0.1 l ? 5 +l ?,                   yes",
        "a lock that is taken and freed,           0 +l l ? 5 +l l ?,                       yes",
        "a removed file that was quiet,            0 a ? 70 a ?,                            no",
        "a message,                                0 a ? 5 a . ?,                           no",
        "a refused change,                         0 a ? 5 a x ?,                           yes",
    })
    void shouldLetOnlyRewritesWait(String what, String script, String expected) {
        assertEquals(expected, run(script), what);
    }

    @ParameterizedTest(name = "synced up to {0}, last {1}: {2}")
    @CsvSource({
        "0, 3, no", // the new file is not on disk
        "2, 3, yes", // it is, and was synced for another reason
        "2, 4, no", // the last entry is not applied yet
    })
    void shouldJudgeOnlyWhatIsNotSynced(long syncedIndex, long lastIndex, String expected) {
        // given
        run("0 a ?");

        // when
        rewrites.created(2, "new");
        rewrites.changed(3, "a");

        // then
        assertEquals(expected, answer(syncedIndex, lastIndex, 5));
    }

    @ParameterizedTest
    @CsvSource({"4000, yes", "5000, no"})
    void shouldLetNothingWaitThatItCannotRemember(int count, String expected) {
        // given
        run("0 a b ?");

        // when
        for (int i = 0; i < count; i += 2) {
            rewrites.changed(++index, "a");
            rewrites.changed(++index, "b");
        }

        // then
        assertEquals(expected, answer(0, index, 5));
    }

    private String run(String script) {
        String answer = "";
        double second = 0;
        long synced = 0;
        for (String step : script.strip().split(" +")) {
            if (Character.isDigit(step.charAt(0))) {
                second = Double.parseDouble(step);
            } else if (step.equals("?")) {
                answer = answer(synced, index, second);
                synced = index;
            } else {
                apply(step);
            }
        }
        return answer;
    }

    private void apply(String step) {
        index++;
        int arrow = step.indexOf('>');
        if (arrow > 0) {
            rewrites.renamed(index, step.substring(0, arrow), step.substring(arrow + 1));
        } else if (step.equals(".")) {
            rewrites.other(index);
        } else if (step.equals("x")) {
            rewrites.nothing(index);
        } else if (step.startsWith("+")) {
            rewrites.created(index, step.substring(1));
        } else {
            rewrites.changed(index, step);
        }
    }

    private String answer(long syncedIndex, long lastIndex, double second) {
        long nanos = (long) (second * TimeUnit.SECONDS.toNanos(1));
        return rewrites.mayWait(syncedIndex, lastIndex, nanos) ? "yes" : "no";
    }
}
