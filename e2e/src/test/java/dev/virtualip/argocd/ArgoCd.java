package dev.virtualip.argocd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/**
 * Argo CD with the settings of {@code manifests/argocd/argocd-cm.yaml}. Its interpreter has the
 * libraries base, package and table (argo-cd util/lua/lua.go), and so has this one.
 */
public final class ArgoCd {

  private static final String KIND = "virtualip.dev_VirtualIP";

  /** What a health check reports. */
  public record Health(String status, String message) {}

  private final JsonNode settings;

  private ArgoCd(JsonNode settings) {
    this.settings = settings;
  }

  /** With the settings in {@code manifests}. */
  public static ArgoCd of(Path manifests) {
    return new ArgoCd(yaml(manifests.resolve("argocd/argocd-cm.yaml").toFile()).path("data"));
  }

  private static JsonNode yaml(File file) {
    try {
      return new YAMLMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it shows for {@code object}. */
  public Health health(JsonNode object) {
    LuaValue health = run(settings.path("resource.customizations.health." + KIND).asText(), object);
    return new Health(health.get("status").checkjstring(), health.get("message").checkjstring());
  }

  /** Whether the button of {@code action} can be pressed. */
  public boolean offers(String action, JsonNode object) {
    LuaValue offered = run(actions().path("discovery.lua").asText(), object).get(action);
    return !offered.isnil() && !offered.get("disabled").toboolean();
  }

  /** The object as it is after {@code action}. */
  public JsonNode act(String action, JsonNode object) {
    for (JsonNode definition : actions().path("definitions")) {
      if (definition.path("name").asText().equals(action)) {
        return json(run(definition.path("action.lua").asText(), object));
      }
    }
    throw new IllegalArgumentException("no action is called " + action);
  }

  private JsonNode actions() {
    try {
      return new YAMLMapper()
          .readTree(settings.path("resource.customizations.actions." + KIND).asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LuaValue run(String script, JsonNode object) {
    Globals globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", lua(object));
    return globals.load(script).call();
  }

  private static LuaValue lua(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        LuaTable table = new LuaTable();
        node.properties().forEach(it -> table.set(it.getKey(), lua(it.getValue())));
        yield table;
      }
      case ARRAY -> {
        LuaTable table = new LuaTable();
        for (int index = 0; index < node.size(); index++) {
          table.set(index + 1, lua(node.path(index)));
        }
        yield table;
      }
      case BOOLEAN -> LuaValue.valueOf(node.asBoolean());
      case NUMBER -> LuaValue.valueOf(node.asDouble());
      case STRING -> LuaValue.valueOf(node.asText());
      case NULL, MISSING, BINARY, POJO -> LuaValue.NIL;
    };
  }

  /** Lists are tables with a first item; an empty table can't be told from an empty list. */
  private static JsonNode json(LuaValue value) {
    if (value.istable()) {
      return value.get(1).isnil() ? object(value.checktable()) : array(value.checktable());
    }
    if (value.isboolean()) {
      return JsonNodeFactory.instance.booleanNode(value.toboolean());
    }
    return value.isnumber()
        ? JsonNodeFactory.instance.numberNode(value.tolong())
        : JsonNodeFactory.instance.textNode(value.checkjstring());
  }

  private static JsonNode array(LuaTable table) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (int index = 1; index <= table.length(); index++) {
      array.add(json(table.get(index)));
    }
    return array;
  }

  private static JsonNode object(LuaTable table) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    Varargs entry = table.next(LuaValue.NIL);
    while (!entry.arg1().isnil()) {
      object.set(entry.arg1().checkjstring(), json(entry.arg(2)));
      entry = table.next(entry.arg1());
    }
    return object;
  }
}
