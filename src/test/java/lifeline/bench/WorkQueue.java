package lifeline.bench;

import java.io.IOException;

/** A server that gives each line to one of its workers, and again if the worker fails. */
interface WorkQueue {
  /** One that takes lines; each is unconfirmed until it says so. */
  interface Worker {
    LineSocket socket();

    /** Waits for the next line to be done. */
    String next() throws IOException;

    /** Adds to the text that says that this line is done. */
    void done(String line, StringBuilder words);

    /** Completes that text; called once for all lines of a read. */
    void complete(StringBuilder words);
  }

  String name();

  BenchServer process();

  /** A worker that has begun, with at most so many unconfirmed lines. */
  Worker worker(int window) throws IOException;

  /** Returns when a worker, of which there are this many, is certainly waiting for lines. */
  void awaitWaiting(int workers) throws IOException;

  /** One that says lines and is told of each that it is accepted. */
  LineSocket publisher() throws IOException;

  /** What to write to say a line. */
  String publish(String text);

  /** How many lines this answer accepts. */
  int accepted(String answer) throws IOException;
}
