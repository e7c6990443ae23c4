package lifeline.cli.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderLockTest {
  @TempDir private Path temp;

  @Test
  void shouldMakeAMissingFolder() throws Exception {
    Path folder = temp.resolve("a").resolve("b");
    try (DataFolderLock taken = DataFolderLock.acquire(folder)) {
      taken.publishAddresses(List.of());
      assertTrue(Files.isDirectory(folder));
    }
  }

  @Test
  void shouldRefuseASecondServerAndNameTheFolderAndTheFirst() throws Exception {
    try (DataFolderLock first = DataFolderLock.acquire(temp)) {
      first.publishAddresses(List.of("line 127.0.0.1 6666"));
      StartException refused =
          assertThrows(StartException.class, () -> DataFolderLock.acquire(temp));
      assertEquals(ExitCode.DATA_FOLDER, refused.code());
      assertEquals(
          "data folder "
              + temp
              + ": in use by the server with pid "
              + ProcessHandle.current().pid(),
          refused.getMessage());
    }
  }

  @Test
  void shouldReadTheProcessAndAddressesOfTheHolder() throws Exception {
    try (DataFolderLock taken = DataFolderLock.acquire(temp)) {
      taken.publishAddresses(List.of("line 127.0.0.1 6666", "telnet 127.0.0.1 6623"));
      taken.publishAddresses(List.of("line 127.0.0.1 7"));
      assertEquals(
          Optional.of(
              new DataFolderLock.Holder(
                  ProcessHandle.current().pid(), List.of("line 127.0.0.1 7"))),
          DataFolderLock.holder(temp));
    }
  }

  @Test
  void shouldBeFreeBeforeAndAfterAServer() throws Exception {
    assertEquals(Optional.empty(), DataFolderLock.holder(temp));
    DataFolderLock.acquire(temp).close();
    assertEquals(Optional.empty(), DataFolderLock.holder(temp));
    DataFolderLock.acquire(temp).close();
  }

  @Test
  void shouldFailIfTheFolderCannotBeMade() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    StartException failed =
        assertThrows(StartException.class, () -> DataFolderLock.acquire(file.resolve("data")));
    assertEquals(ExitCode.DATA_FOLDER, failed.code());
  }
}
