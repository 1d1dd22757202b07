package io.sidetrack.it.broker;

class RabbitCrashIT extends CrashContract {

    @Override
    OutsideBroker broker() {
        return OutsideRabbit.shared();
    }
}
