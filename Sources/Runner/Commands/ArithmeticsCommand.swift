import ArgumentParser
import Arithmetic
import PipelineKit

/// `lastbit arithmetics`: what a manifest can say after `arithmetic:`.
struct ArithmeticsCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "arithmetics",
    abstract: "List the arithmetics with their exact definitions and options, and the kernels.",
    discussion: """
      Examples:
        lastbit arithmetics
        lastbit arithmetics --json | jq '.arithmetics[].name'
      """)

  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    if output.json {
      Terminal.printResult(
        json: [
          "arithmetics": .list(Arithmetics.backends.map(Self.value)),
          "scope": .map(KernelScope.options.map { .init($0.name, .string($0.documentation)) }),
          "kernels": .list(Kernel.allCases.map { .string($0.rawValue) }),
          "groups": .map(
            KernelGroup.allCases.map { group in
              .init(group.rawValue, .list(group.kernels.map { .string($0.rawValue) }))
            }),
        ])
    } else {
      Terminal.printResult(
        (Arithmetics.backends.map(Self.text) + [Self.scope]).joined(separator: "\n\n"))
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

  /// Scopes, and the names that they can hold.
  private static var scope: String {
    let without = Arithmetics.backends.filter { !Arithmetics.takesScope($0) }.map(\.name)
    var lines = [
      "Scope: every arithmetic but \(without.joined(separator: " and ")) can be limited to a part of "
        + "the kernels."
    ]
    for option in KernelScope.options {
      lines.append(Paragraph.wrapped("\(option.name): \(option.documentation)", indent: 4))
    }
    let kernels = Kernel.allCases.map(\.rawValue).joined(separator: ", ")
    lines.append(Paragraph.wrapped("Kernels: \(kernels).", indent: 2))
    lines.append("  Groups:")
    for group in KernelGroup.allCases {
      let members = group.kernels.map(\.rawValue).joined(separator: ", ")
      lines.append(Paragraph.wrapped("\(group.rawValue): \(members)", indent: 4))
    }
    lines.append(
      Paragraph.wrapped(
        "Layers: encode1.conv0 is that layer of a stage and all inside it; '*' is any text between "
          + "dots; level1:matmul is a kernel or group in a layer; top is what runs in no layer. "
          + "'lastbit stages KIND' lists a stage's layers.", indent: 2))
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
