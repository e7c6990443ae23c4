package lifeline.log.store;

import lifeline.log.LineStore;
import lifeline.log.LineStoreContractTest;

class MemoryLineStoreTest extends LineStoreContractTest {
  @Override
  protected LineStore open() {
    return new MemoryLineStore();
  }
}
