package org.jpmxcfs.materializer.history;

/** What an entry did to a file or directory. */
public enum StepKind {
    /** Made a file. */
    CREATE("create"),
    /** Made a directory. */
    MAKE_DIRECTORY("mkdir"),
    /** Wrote bytes. */
    WRITE("write"),
    /** Set the size. */
    TRUNCATE("truncate"),
    /** Gave it another name or directory. */
    RENAME("rename"),
    /** Removed it. */
    DELETE("delete"),
    /** Set the modification time. */
    SET_MTIME("mtime"),
    /** Removed a lock that had expired. */
    UNLOCK("unlock"),
    /** Made the whole tree equal to another one. */
    TAKEOVER("takeover");

    private final String word;

    StepKind(String word) {
        this.word = word;
    }

    /** The word for it in all output, the same as for entries of the journal. */
    public String word() {
        return word;
    }
}
