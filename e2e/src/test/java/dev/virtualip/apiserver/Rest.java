package dev.virtualip.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Plain requests to the API server: what a client library would hide is what is tested. */
public final class Rest {

  /** Server-side apply as its own owner of fields. */
  public static final String APPLY = "application/apply-patch+yaml";

  public static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String url;
  private final String token;
  private final HttpClient client;

  Rest(String url, Path certificate, String token) {
    this.url = url;
    this.token = token;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .sslContext(trust(certificate))
            .build();
  }

  /**
   * What the API server said.
   *
   * @param code status code of HTTP
   * @param body an object, a list or a Status
   */
  public record Answer(int code, JsonNode body) {

    /** One reason for a refusal: the field and what must hold there. */
    public record Cause(String field, String message) {}

    /** For people. */
    public String message() {
      return body.path("message").asText();
    }

    /**
     * All reasons for a refusal, but the remark that rules wait for a valid schema, which has no
     * field.
     */
    public List<Cause> causes() {
      return StreamSupport.stream(body.path("details").path("causes").spliterator(), false)
          .map(cause -> new Cause(cause.path("field").asText(), cause.path("message").asText()))
          .filter(cause -> !cause.field().equals("<nil>"))
          .toList();
    }

    /** metadata.resourceVersion, which every write changes. */
    public String resourceVersion() {
      return body.path("metadata").path("resourceVersion").asText();
    }

    /**
     * Fails unless the request was granted.
     *
     * @throws IllegalStateException with what was said
     */
    public Answer requireSuccess() {
      if (code >= 300) {
        throw new IllegalStateException(code + " " + body);
      }
      return this;
    }
  }

  public Answer get(String path) {
    return send("GET", path, JSON, null);
  }

  public Answer create(String path, JsonNode object) {
    return send("POST", path, JSON, object.toString());
  }

  public Answer replace(String path, JsonNode object) {
    return send("PUT", path, JSON, object.toString());
  }

  /** Patches with a body of the given media type. */
  public Answer patch(String path, String mediaType, String body) {
    return send("PATCH", path, mediaType, body);
  }

  /** Server-side apply; YAML or JSON. */
  public Answer apply(String path, String fieldManager, String body) {
    String separator = path.contains("?") ? "&" : "?";
    return send("PATCH", path + separator + "fieldManager=" + fieldManager, APPLY, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, JSON, null);
  }

  /**
   * Hands every event of a watch to {@code sink}, on a thread of its own, until that is interrupted
   * or the API server ends it.
   */
  Thread watch(String path, Consumer<JsonNode> sink) {
    return Thread.ofVirtual()
        .name("watch " + path)
        .start(
            () -> {
              HttpRequest request =
                  HttpRequest.newBuilder(URI.create(url + path + "?watch=1&resourceVersion=0"))
                      .header("Authorization", "Bearer " + token)
                      .build();
              try (var lines = client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                lines.forEach(line -> sink.accept(json(line)));
              } catch (IOException | UncheckedIOException e) {
                if (!Thread.currentThread().isInterrupted() && !closedBy(e)) {
                  throw new IllegalStateException(path, e);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** The client wraps the interruption of a thread that reads. */
  private static boolean closedBy(@Nullable Throwable problem) {
    return problem != null
        && (problem instanceof InterruptedException || closedBy(problem.getCause()));
  }

  boolean isReady() {
    try {
      return client
              .send(request("GET", "/readyz", JSON, null), HttpResponse.BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Answer send(String method, String path, String mediaType, @Nullable String body) {
    try {
      HttpResponse<String> response =
          client.send(request(method, path, mediaType, body), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String method, String path, String mediaType, @Nullable String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", mediaType)
        .header("Accept", JSON)
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static JsonNode json(String text) {
    try {
      return text.startsWith("{") ? MAPPER.readTree(text) : NullNode.getInstance();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static SSLContext trust(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        trusted.setCertificateEntry("certificate" + number++, certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
