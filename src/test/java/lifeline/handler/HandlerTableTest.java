package lifeline.handler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HandlerTableTest {
  sealed interface Shape {}

  sealed interface Round extends Shape {}

  record Circle(int radius) implements Round {}

  record Ellipse() implements Round {}

  record Square(int side) implements Shape {}

  @Test
  void shouldHandleEachValueByTheRowOfItsKind() {
    HandlerTable<StringBuilder, Shape> table =
        HandlerTable.<StringBuilder, Shape>of(Shape.class)
            .on(Round.class, (text, round) -> text.append("round "))
            .on(Square.class, (text, square) -> text.append("square ").append(square.side()))
            .build();
    StringBuilder text = new StringBuilder();
    table.handle(text, new Circle(1));
    table.handle(text, new Ellipse());
    table.handle(text, new Square(7));
    assertEquals("round round square 7", text.toString());
  }

  @Test
  void shouldNotBuildATableThatLacksAKind() {
    HandlerTable.Builder<StringBuilder, Shape> rows =
        HandlerTable.<StringBuilder, Shape>of(Shape.class)
            .on(Square.class, (text, square) -> {})
            .on(Circle.class, (text, circle) -> {});
    String problem = assertThrows(IllegalStateException.class, rows::build).getMessage();
    assertEquals("no handler for " + Ellipse.class, problem);
  }

  @Test
  void shouldRefuseASecondRowForAKind() {
    HandlerTable.Builder<StringBuilder, Shape> rows =
        HandlerTable.<StringBuilder, Shape>of(Shape.class).on(Circle.class, (text, circle) -> {});
    assertThrows(IllegalArgumentException.class, () -> rows.on(Round.class, (text, round) -> {}));
  }
}
