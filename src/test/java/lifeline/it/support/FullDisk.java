package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeline.Programs;

/** A small file system of its own, which can be filled up. Needs root and {@code mount}. */
public final class FullDisk implements AutoCloseable {
  private final Path folder;

  /** Mounts it on a folder that exists. */
  public FullDisk(Path folder, int megabytes) {
    Programs.need("mount");
    Programs.needPrivileges();
    this.folder = folder;
    String size = "size=" + megabytes + "m";
    run("mount", "-t", "tmpfs", "-o", size, "lifeline-it", folder.toString());
  }

  /** Leaves not a byte. */
  public void fill() {
    byte[] block = new byte[4096];
    try (OutputStream filler = Files.newOutputStream(folder.resolve("filler"))) {
      while (true) {
        filler.write(block);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("space"), e::toString);
    }
  }

  public void resize(int megabytes) {
    run("mount", "-o", "remount,size=" + megabytes + "m", folder.toString());
  }

  public void free() {
    try {
      Files.delete(folder.resolve("filler"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it away, also from a process that still uses it. */
  @Override
  public void close() {
    run("umount", "-l", folder.toString());
  }

  private static void run(String... command) {
    try (Program program = Program.start(List.of(command))) {
      assertEquals(0, program.exit(), String.join(" ", command));
    }
  }
}
