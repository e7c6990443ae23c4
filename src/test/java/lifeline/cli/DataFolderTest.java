package lifeline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path temp;

  @Test
  void shouldMakeAMissingFolder() throws Exception {
    Path folder = temp.resolve("a").resolve("b");
    try (DataFolder taken = DataFolder.take(folder)) {
      taken.tell(List.of());
      assertTrue(Files.isDirectory(folder));
    }
  }

  @Test
  void shouldRefuseASecondServerAndNameTheFolderAndTheFirst() throws Exception {
    try (DataFolder first = DataFolder.take(temp)) {
      first.tell(List.of("line 127.0.0.1 6666"));
      StartException refused = assertThrows(StartException.class, () -> DataFolder.take(temp));
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
  void shouldTellWhoHoldsItAndWhereThatListens() throws Exception {
    try (DataFolder taken = DataFolder.take(temp)) {
      taken.tell(List.of("line 127.0.0.1 6666", "telnet 127.0.0.1 6623"));
      taken.tell(List.of("line 127.0.0.1 7"));
      assertEquals(
          Optional.of(
              new DataFolder.Holder(ProcessHandle.current().pid(), List.of("line 127.0.0.1 7"))),
          DataFolder.holder(temp));
    }
  }

  @Test
  void shouldBeFreeAfterItsServerEndedAndBeforeAnyCame() throws Exception {
    assertEquals(Optional.empty(), DataFolder.holder(temp));
    DataFolder.take(temp).close();
    assertEquals(Optional.empty(), DataFolder.holder(temp));
    DataFolder.take(temp).close();
  }

  @Test
  void shouldFailAsDataFolderWhereItCannotBeMade() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    StartException failed =
        assertThrows(StartException.class, () -> DataFolder.take(file.resolve("data")));
    assertEquals(ExitCode.DATA_FOLDER, failed.code());
  }
}
