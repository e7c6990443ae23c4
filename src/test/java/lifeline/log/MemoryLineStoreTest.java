package lifeline.log;

class MemoryLineStoreTest extends LineStoreContractTest {
  @Override
  LineStore open() {
    return new MemoryLineStore();
  }
}
