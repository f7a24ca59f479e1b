package dev.virtualip.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** What the operator asked of the API server, by the API server's own audit log. */
final class OperatorRequests {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

  private OperatorRequests() {}

  /** Each request that has been answered, as an audit event. */
  static List<JsonNode> all(ApiServer server) {
    try (var lines = Files.lines(server.auditLog())) {
      return lines.map(OperatorRequests::event).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requests to change something, so far; renewals of its lease are none. */
  static long writes(ApiServer server) {
    return all(server).stream()
        .filter(event -> WRITES.contains(event.path("verb").asText()))
        .filter(event -> !event.path("objectRef").path("resource").asText().equals("leases"))
        .count();
  }

  private static JsonNode event(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(line, e);
    }
  }
}
