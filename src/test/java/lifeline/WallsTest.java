package lifeline;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the packages, as architecture.md draws them. */
@AnalyzeClasses(packages = "lifeline", importOptions = DoNotIncludeTests.class)
class WallsTest {
  private static final String[] PURE = {
    "lifeline.codec..",
    "lifeline.handler..",
    "lifeline.protocol..",
    "lifeline.connection..",
    "lifeline.admission..",
    "lifeline.liveness..",
    "lifeline.delivery.."
  };
  private static final String[] SOCKETS = {"lifeline.gateway..", "lifeline.loadgen.."};

  @ArchTest
  static final ArchRule shouldKeepPurePackagesFreeOfFrameworks =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "io.netty..",
              "org.slf4j..",
              "picocli..",
              "java.net..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.util.concurrent..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldKeepPurePackagesFreeOfThreadsAndChance =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              are(
                  belongToAnyOf(
                      Thread.class,
                      ThreadLocal.class,
                      java.util.Random.class,
                      java.util.Timer.class,
                      java.time.Clock.class)))
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldPassTimeIntoPurePackages =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now")
          .orShould()
          .callMethod(java.time.ZonedDateTime.class, "now")
          .orShould()
          .callMethod(java.time.OffsetDateTime.class, "now")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldUseNettyOnlyInTheGateway =
      noClasses()
          .that()
          .resideOutsideOfPackages(SOCKETS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldUseSocketsOfVertxOnlyInTheGateway =
      noClasses()
          .that()
          .resideOutsideOfPackages(SOCKETS)
          .should()
          .dependOnClassesThat(
              are(
                  resideInAnyPackage("io.vertx.core.net..", "io.vertx.core.internal.net..")
                      .and(
                          describe(
                              "NetSocket, NetServer, NetClient",
                              type ->
                                  type.getSimpleName().matches("Net(Socket|Server|Client).*")))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldUseTheEventBusOnlyInBus =
      noClasses()
          .that()
          .resideOutsideOfPackage("lifeline.bus..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.core.eventbus..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldReadConfigurationTreesOnlyInConfig =
      noClasses()
          .that()
          .resideOutsideOfPackage("lifeline.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.config..", "io.vertx.core.json..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldKeepPackagesFreeOfCycles =
      slices().matching("lifeline.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule shouldLeaveTheStandardStreamsToTheCommandLine =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule shouldNotKnowTheServerInTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage("lifeline.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "lifeline",
              "lifeline.gateway..",
              "lifeline.bus..",
              "lifeline.dispatcher..",
              "lifeline.registry..",
              "lifeline.log..");

  @ArchTest
  static final ArchRule shouldLeaveTheCommandLineToMain =
      noClasses()
          .that()
          .resideOutsideOfPackages("lifeline", "lifeline.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("lifeline.cli..");

  @ArchTest
  static final ArchRule shouldKnowOnlyDurationsInTheLoadGenerator =
      noClasses()
          .that()
          .resideInAPackage("lifeline.loadgen..")
          .should()
          .dependOnClassesThat(
              are(
                  resideInAnyPackage("lifeline..")
                      .and(
                          not(
                              resideInAnyPackage(
                                  "lifeline.loadgen..", "lifeline.config.reading")))));

  @ArchTest
  static final ArchRule shouldShareNothingByLockedMethods =
      noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED);

  @ArchTest static final ArchRule shouldLogBySlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule shouldNeverBlockByMonitors =
      noClasses()
          .should()
          .callMethod(Object.class, "wait")
          .orShould()
          .callMethod(Object.class, "wait", long.class)
          .orShould()
          .callMethod(Object.class, "notifyAll")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  /** Which lines a member of a room has is changed by its subscription, and by nobody else. */
  @ArchTest
  static final ArchRule shouldChangeLinesOfAMemberInItsSubscription =
      methods()
          .that()
          .areDeclaredIn("lifeline.delivery.Member")
          .and()
          .haveNameMatching(
              "(subscribe|assign|noteUnmarked|release|giveBack|confirm|confirmAhead|settle|exclude|expire"
                  + "|takeConfirmed|takeOverdue|trim|restart|succeed|await)")
          .should()
          .onlyBeCalled()
          .byClassesThat(
              describe(
                  "are a subscription or the member itself",
                  type ->
                      type.isAssignableTo("lifeline.delivery.Subscription")
                          || type.getName().equals("lifeline.delivery.Member")));
}
