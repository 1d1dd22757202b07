package io.sidetrack.kernel.plugin.isolation;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.LoggerFactory;

/**
 * Drops the lines that a plugin logs past its {@link LogAllowance}, so that one which floods its log leaves that of the node legible, and
 * its disk free. What the kernel says is never dropped, on whatever thread it says it.
 *
 * <p>Whose line it is tells the context class loader of the thread: that of a plugin during its calls, and in the threads that it starts.
 * What it prints to standard output is not seen here.
 *
 * <p><b>Threading.</b> Called on the thread that logs.
 */
public final class LogLimit extends Filter<ILoggingEvent> {
    private static final String KERNEL = "io.sidetrack.kernel.";

    private LogLimit() {}

    /** Limits every appender that is configured now; once is enough, and more does not harm. Nothing where this is not Logback. */
    public static synchronized void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (Logger logger : context.getLoggerList()) {
                logger.iteratorForAppenders().forEachRemaining(LogLimit::limit);
            }
        }
    }

    private static void limit(Appender<ILoggingEvent> appender) {
        if (appender.getCopyOfAttachedFiltersList().stream().noneMatch(LogLimit.class::isInstance)) {
            LogLimit limit = new LogLimit();
            limit.start();
            appender.addFilter(limit);
        }
    }

    @Override
    public FilterReply decide(ILoggingEvent line) {
        return Thread.currentThread().getContextClassLoader() instanceof LogAllowance.Holder plugin
                        && !line.getLoggerName().startsWith(KERNEL)
                        && !plugin.logAllowance().take(System.nanoTime())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
