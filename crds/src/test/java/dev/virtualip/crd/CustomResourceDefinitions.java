package dev.virtualip.crd;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Generates the CRD YAML that is checked in, from the types of the API. */
public final class CustomResourceDefinitions {

  private static final String HEADER =
      "# Generated from the types in crds/src/main/java by hack/generate: change those instead.\n";

  private CustomResourceDefinitions() {}

  /** Writes the files into the directory that the only argument names. */
  static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, String> file : generate().entrySet()) {
      Files.writeString(Path.of(arguments[0], file.getKey()), file.getValue());
    }
  }

  /** The text of each file by its name. */
  static Map<String, String> generate() {
    Map<String, String> files = new TreeMap<>();
    definitions().forEach((name, definition) -> files.put(name + ".yaml", yaml(definition)));
    return files;
  }

  /** The refined definitions by their names. */
  static Map<String, CustomResourceDefinition> definitions() {
    Map<String, CustomResourceDefinition> definitions = new TreeMap<>();
    new CRDGenerator()
        .customResourceClasses(VirtualIP.class, VirtualIPNode.class)
        .withOutput(new Nowhere())
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata generated, String version) {
                CustomResourceDefinition definition = (CustomResourceDefinition) generated;
                Refinements.apply(definition);
                definitions.put(definition.getMetadata().getName(), definition);
                return definition;
              }
            })
        .generate();
    return definitions;
  }

  private static String yaml(CustomResourceDefinition definition) {
    ObjectMapper mapper =
        YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .addModule(new SimpleModule().addSerializer(Double.class, new Bound()))
            .build();
    try {
      return HEADER + mapper.writeValueAsString(definition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The definitions are taken from the post-processor: the generator's own YAML is not wanted. */
  private static final class Nowhere extends CRDGenerator.AbstractCRDOutput<OutputStream> {
    @Override
    protected OutputStream createStreamFor(String name) {
      return OutputStream.nullOutputStream();
    }
  }

  /** Bounds are doubles in the client's model, even those of integers. */
  private static final class Bound extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    Bound() {
      super(Double.class);
    }

    @Override
    public void serialize(Double bound, JsonGenerator yaml, SerializerProvider provider)
        throws IOException {
      yaml.writeNumber(BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString());
    }
  }
}
