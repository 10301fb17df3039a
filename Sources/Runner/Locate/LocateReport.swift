import Arithmetic
import PipelineKit

/// What a search found, for people and for programs.
struct LocateReport {
  struct Single {
    var name: String
    var operations: Int
    var outcome: LocateTrials.Outcome
  }

  /// `aligned.transform`.
  var output: String
  var arithmetic: String
  var samples: Int
  var isLabels: Bool
  /// Below it, an output counts as lost.
  var threshold: Double
  /// Of the output with everything perturbed.
  var all: LocateTrials.Outcome
  /// Empty where nothing is lost even so.
  var sets: [(names: [String], outcome: LocateTrials.Outcome)] = []
  var rest: (names: [String], outcome: LocateTrials.Outcome)?
  var singles: [Single] = []
  var effort = LocateTrials.Effort()

  var text: String {
    var lines = [
      "\(output) under \(arithmetic): \(words(all)) over \(Counted.text(samples, "sample")); lost "
        + "below \(LocateTrials.Outcome.number(threshold, isLabels: isLabels))"
    ]
    if sets.isEmpty {
      lines.append("Nothing to find: with all kernels perturbed it is not lost.")
    } else {
      lines += ["", "The smallest sets whose perturbation alone loses it:"]
      let rows = sets.enumerated().map { index, set in
        ["  \(index + 1).", set.names.joined(separator: ", "), words(set.outcome)]
      }
      lines.append(TextTable(rows: rows).text)
      if let rest {
        lines.append("Without them: \(words(rest.outcome)), with all of these perturbed:")
        lines.append(Paragraph.wrapped(rest.names.joined(separator: ", "), indent: 2))
      } else {
        lines.append("Without them, nothing is left to perturb.")
      }
      lines += ["", "Each alone:"]
      let table = TextTable(
        header: ["name", "operations", isLabels ? "dice" : "bits", ""],
        rows: singles.map { single in
          [
            single.name, "\(single.operations)", single.outcome.number(isLabels: isLabels),
            single.outcome.value < threshold ? "lost" : "",
          ]
        }, rightAligned: [1, 2])
      lines.append(table.text)
    }
    lines += [
      "",
      "\(Counted.text(effort.trials, "trial")): \(Counted.text(effort.run, "job")) run, "
        + "\(effort.stored) in the store before.",
    ]
    return lines.joined(separator: "\n")
  }

  private func words(_ outcome: LocateTrials.Outcome) -> String {
    outcome.words(isLabels: isLabels)
  }

  var value: Value {
    func entry(_ names: [String], _ outcome: LocateTrials.Outcome) -> [Value.Pair] {
      var pairs: [Value.Pair] = [.init("names", .list(names.map(Value.string)))]
      switch outcome {
      case .value(let value): pairs.append(.init(isLabels ? "dice" : "bits", .number(value)))
      case .failed(let cause): pairs.append(.init("failure", .string(cause)))
      }
      return pairs
    }
    return [
      "output": .string(output), "arithmetic": .string(arithmetic), "samples": .integer(samples),
      "measure": isLabels ? "dice" : "bits", "threshold": .number(threshold),
      "all": .map(entry([], all)),
      "sets": .list(sets.map { .map(entry($0.names, $0.outcome)) }),
      "rest": rest.map { .map(entry($0.names, $0.outcome)) } ?? .null,
      "single": .list(
        singles.map { single in
          .map(
            entry([single.name], single.outcome) + [
              .init("operations", .integer(single.operations)),
              .init("lost", .boolean(single.outcome.value < threshold)),
            ])
        }),
      "trials": .integer(effort.trials), "run": .integer(effort.run),
      "stored": .integer(effort.stored),
    ]
  }
}

extension LocateTrials.Outcome {
  /// `9.3 bits`, `Dice 0.95`, or why there is no number.
  func words(isLabels: Bool) -> String {
    switch self {
    case .value: isLabels ? "Dice \(number(isLabels: true))" : "\(number(isLabels: false)) bits"
    case .failed(let cause): "the stage fails (\(cause))"
    }
  }

  func number(isLabels: Bool) -> String {
    if case .value(let value) = self { Self.number(value, isLabels: isLabels) } else { "fails" }
  }

  /// To two places, Dice coefficients to four.
  static func number(_ value: Double, isLabels: Bool) -> String {
    let scale = isLabels ? 10_000.0 : 100.0
    return "\((value * scale).rounded() / scale)"
  }
}
