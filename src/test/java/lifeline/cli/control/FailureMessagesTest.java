package lifeline.cli.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import lifeline.config.SettingsException;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import org.junit.jupiter.api.Test;

class FailureMessagesTest {
  @Test
  void shouldReportEveryProblemOfTheConfiguration() {
    StartException told =
        FailureMessages.of(new ExecutionException(new SettingsException(List.of("a: x", "b: y"))));
    assertEquals(ExitCode.CONFIGURATION, told.code());
    assertEquals("a: x\nb: y", told.getMessage());
  }

  @Test
  void shouldRecogniseARefusedBindHoweverItIsWrapped() {
    Exception ofTheJdk = new BindException("Address already in use");
    Exception ofNetty = new IOException("bind(..) failed with error(-98): Address already in use");
    assertEquals(
        ExitCode.ADDRESS_IN_USE, FailureMessages.of(new RuntimeException(ofTheJdk)).code());
    assertEquals(ExitCode.ADDRESS_IN_USE, FailureMessages.of(new RuntimeException(ofNetty)).code());
  }

  @Test
  void shouldPreserveCodeAndMessageOfAStartException() {
    StartException chosen = new StartException(ExitCode.DATA_FOLDER, "the log is damaged");
    assertEquals(chosen, FailureMessages.of(new ExecutionException(chosen)));
  }

  @Test
  void shouldTreatAnyOtherFailureAsTheEngines() {
    StartException told =
        FailureMessages.of(new ExecutionException(new IllegalStateException("no leader")));
    assertEquals(ExitCode.ENGINE, told.code());
    assertEquals("IllegalStateException: no leader", told.getMessage());
  }
}
