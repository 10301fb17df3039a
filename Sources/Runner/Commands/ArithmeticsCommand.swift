import ArgumentParser
import Arithmetic
import PipelineKit

/// `lastbit arithmetics`: what a manifest can say after `arithmetic:`.
struct ArithmeticsCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "arithmetics",
    abstract: "List the arithmetics with their exact definitions and options.")

  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    if output.json {
      Terminal.printResult(json: .list(Arithmetics.backends.map(Self.value)))
    } else {
      Terminal.printResult(Arithmetics.backends.map(Self.text).joined(separator: "\n\n"))
    }
    return .done
  }

  private static func text(_ backend: BackendDescription) -> String {
    var lines = [
      "\(backend.name): \(backend.summary)",
      Paragraph.wrapped(backend.definition, indent: 2),
      Paragraph.wrapped("Covers: " + backend.coverage, indent: 2),
      Paragraph.wrapped(
        "Identity in keys: " + Arithmetics.identity(resolved(backend))
          + (backend.isDeterministic ? " (deterministic)" : " (draws random bits from the seed)"),
        indent: 2),
    ]
    for option in backend.options {
      lines.append(
        Paragraph.wrapped(
          "\(option.name): \(option.allowed), default \(option.defaultValue). "
            + option.documentation, indent: 4))
    }
    return lines.joined(separator: "\n")
  }

  private static func value(_ backend: BackendDescription) -> Value {
    [
      "name": .string(backend.name), "summary": .string(backend.summary),
      "definition": .string(backend.definition), "coverage": .string(backend.coverage),
      "deterministic": .boolean(backend.isDeterministic),
      "identity": .string(Arithmetics.identity(resolved(backend))),
      "options": .list(
        backend.options.map { option in
          [
            "name": .string(option.name), "allowed": .string(option.allowed),
            "default": .string(option.defaultValue.description),
            "documentation": .string(option.documentation),
          ]
        }),
    ]
  }

  /// The backend with its defaults; a listed backend always resolves.
  private static func resolved(_ backend: BackendDescription) -> ArithmeticSpecification {
    let specification = ArithmeticSpecification(name: backend.name)
    return (try? Arithmetics.resolve(specification)) ?? specification
  }
}
