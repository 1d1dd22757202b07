package io.sidetrack.it.broker;

class KafkaCrashIT extends CrashContract {

    @Override
    OutsideBroker broker() {
        return OutsideKafka.shared();
    }
}
