package dev.virtualip.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The lines that one class writes while this is open. */
public final class Logged implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  public Logged(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
    appender.start();
  }

  /** In the form of the product, without the time. */
  public List<String> lines() {
    KeyValueLine layout = new KeyValueLine();
    return List.copyOf(appender.list).stream()
        .map(event -> layout.doLayout(event).strip().replaceFirst("time=\\S+ ", ""))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }
}
