import Arithmetic
import PipelineKit

/// What a search found, for people and for programs.
struct LocateReport {
  struct Single {
    var name: String
    var operations: Int
    var outcome: LocateTrials.Outcome
    /// With these seeds and with others.
    var isLost: Bool
  }

  /// A set, with what it leaves of the output and what other seeds say.
  struct Found {
    var names: [String]
    var outcome: LocateTrials.Outcome
    var confirmation: LocateTrials.Confirmation
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
  var sets: [Found] = []
  /// What other seeds say of the whole, where they contradict that it is lost.
  var contradiction: LocateTrials.Confirmation?
  var rest: (names: [String], outcome: LocateTrials.Outcome)?
  var singles: [Single] = []
  var effort = LocateTrials.Effort()

  var text: String {
    var lines = [
      "\(output) under \(arithmetic): \(words(all)) over \(Counted.text(samples, "sample")); lost "
        + "below \(LocateTrials.Outcome.number(threshold, isLabels: isLabels))"
    ]
    if let contradiction {
      lines.append(
        "Nothing to find: other seeds do not lose it with all kernels perturbed: "
          + "\(words(contradiction)).")
    } else if sets.isEmpty {
      lines.append("Nothing to find: with all kernels perturbed it is not lost.")
    } else {
      lines += ["", "The smallest sets whose perturbation alone loses it:"]
      let rows = sets.enumerated().map { index, set in
        [
          "  \(index + 1).", set.names.joined(separator: ", "), words(set.outcome),
          words(set.confirmation),
        ]
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
            single.isLost ? "lost" : single.outcome.value < threshold ? "lost with few seeds" : "",
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

  /// `6.83 bits with 6 other seeds, alone 7.02 to 7.31 (6 of 6 lost, 0 failed)`.
  private func words(_ confirmation: LocateTrials.Confirmation) -> String {
    let alone = confirmation.range.map { range in
      ", alone "
        + [range.lowerBound, range.upperBound]
        .map { LocateTrials.Outcome.number($0, isLabels: isLabels) }.joined(separator: " to ")
    }
    let count = confirmation.samples.count
    return "\(words(confirmation.outcome)) with \(count) other seeds\(alone ?? "") "
      + "(\(confirmation.lost(below: threshold)) of \(count) lost, \(confirmation.failed) failed)"
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
    func confirmed(_ confirmation: LocateTrials.Confirmation) -> Value {
      .map(
        entry([], confirmation.outcome).dropFirst() + [
          .init("samples", .integer(confirmation.samples.count)),
          .init("lost", .integer(confirmation.lost(below: threshold))),
          .init("failed", .integer(confirmation.failed)),
          .init("least", confirmation.range.map { .number($0.lowerBound) } ?? .null),
          .init("greatest", confirmation.range.map { .number($0.upperBound) } ?? .null),
        ])
    }
    return [
      "output": .string(output), "arithmetic": .string(arithmetic), "samples": .integer(samples),
      "measure": isLabels ? "dice" : "bits", "threshold": .number(threshold),
      "all": .map(entry([], all)),
      "sets": .list(
        sets.map { set in
          .map(
            entry(set.names, set.outcome) + [.init("confirmed", confirmed(set.confirmation))])
        }),
      "contradicted": contradiction.map(confirmed) ?? .null,
      "rest": rest.map { .map(entry($0.names, $0.outcome)) } ?? .null,
      "single": .list(
        singles.map { single in
          .map(
            entry([single.name], single.outcome) + [
              .init("operations", .integer(single.operations)),
              .init("lost", .boolean(single.isLost)),
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
