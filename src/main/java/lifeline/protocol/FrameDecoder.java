package lifeline.protocol;

/** Frame decoder. */
public final class FrameDecoder implements Decoder {
  public FrameDecoder(int maxLine) {}

  @Override
  public int decode(byte[] buffer, int from, int to, Input input) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean finish(Input input) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void verbatim() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void maxLine(int bytes) {
    throw new UnsupportedOperationException();
  }
}
