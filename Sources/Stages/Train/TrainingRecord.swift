import PipelineKit

/// What is known of the epochs of a training: those that are done, and the one that runs.
struct TrainingRecord: Equatable {
  /// A number for each epoch that is done, by column.
  private(set) var columns: [String: [Double]] = [:]
  /// Of the epoch that runs: sums over its steps.
  private var sums: [String: Double] = [:]
  /// Steps of that epoch that are done.
  private(set) var step = 0
  /// Places of each class that network and truth have in common, that the network and that the truth
  /// give it: of each epoch, class by class.
  private(set) var counts: [String: [Double]] = [:]
  /// The best score by validation, and whether there is one.
  private(set) var best: Double?

  init() {}

  /// Epochs that are done.
  var epochs: Int { columns["rate"]?.count ?? 0 }

  func column(_ name: String) -> [Double] { columns[name] ?? [] }

  /// Takes in a step of `count` that an epoch has.
  mutating func add(_ loss: Double, parts: [String: Double], rate: Double, of count: Int) {
    sums["rate"] = rate
    sums["loss", default: 0] += loss / Double(count)
    for (name, value) in parts { sums[name, default: 0] += value / Double(count) }
    step += 1
  }

  /// Ends an epoch.
  ///
  /// - Parameter scores: of the validation examples.
  /// - Returns: whether it is the best one so far; always, where nothing is validated.
  mutating func finish(_ scores: TrainingScores?) -> Bool {
    for (name, value) in sums { columns[name, default: []].append(value) }
    (sums, step) = ([:], 0)
    guard let scores else { return true }
    columns["validation-loss", default: []].append(scores.loss)
    if scores.hasClasses {
      columns["validation-iou", default: []].append(scores.meanOverlap)
      columns["validation-dice", default: []].append(scores.meanDice)
      columns["validation-accuracy", default: []].append(scores.accuracy)
    } else {
      for (name, value) in scores.parts {
        columns["validation-\(name)", default: []].append(value)
      }
    }
    counts["common", default: []] += scores.common.map { Double($0) }
    counts["found", default: []] += scores.found.map { Double($0) }
    counts["right", default: []] += scores.right.map { Double($0) }
    guard best.map({ scores.merit > $0 }) ?? true else { return false }
    // An epoch without any class has no score, and any other one is better.
    best = scores.merit.isNaN ? -.greatestFiniteMagnitude : scores.merit
    return true
  }

  /// As a checkpoint notes it.
  var notes: [String: [Double]] {
    var notes = ["step": [Double(step)]]
    for (name, values) in columns { notes["epochs.\(name)"] = values }
    for (name, value) in sums { notes["sums.\(name)"] = [value] }
    for (name, values) in counts { notes["counts.\(name)"] = values }
    if let best { notes["best"] = [best] }
    return notes
  }

  /// - Returns: `nil` where the notes are not those of a training.
  init?(notes: [String: [Double]]) {
    guard let step = notes["step"]?.first.flatMap({ Int(exactly: $0) }) else { return nil }
    self.step = step
    best = notes["best"]?.first
    for (name, values) in notes {
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "epochs": columns[parts[1]] = values
      case "sums": sums[parts[1]] = values.first
      case "counts": counts[parts[1]] = values
      default: continue
      }
    }
  }

  /// A row an epoch.
  var table: Table {
    let similarities = ["soft-dice", "local-correlation", "squared-error", "gradient-penalty"]
    let order =
      ["rate", "loss", "dice", "cross-entropy"] + similarities
      + ["validation-loss", "validation-iou", "validation-dice", "validation-accuracy"]
      + similarities.map { "validation-\($0)" }
    let titles = [
      "dice": "dice-loss", "soft-dice": "soft-dice-loss",
      "validation-soft-dice": "validation-soft-dice-loss",
    ]
    return Table(
      [.init("epoch", .integers(Array(1..<epochs + 1)))]
        + order.compactMap { name in
          columns[name].map { .init(titles[name] ?? name, .numbers($0)) }
        })
  }

  /// A row an epoch and class that was validated.
  func classTable(_ names: [Int32]) -> Table {
    let (common, found, right) = (
      counts["common"] ?? [], counts["found"] ?? [], counts["right"] ?? []
    )
    let rows = common.indices
    func ratio(_ above: (Int) -> Double, _ below: (Int) -> Double) -> [Double] {
      rows.map { below($0) > 0 ? above($0) / below($0) : .nan }
    }
    return Table([
      .init("epoch", .integers(rows.map { $0 / names.count + 1 })),
      .init("label", .integers(rows.map { Int(names[$0 % names.count]) })),
      .init(
        "iou", .numbers(ratio({ common[$0] }, { found[$0] + right[$0] - common[$0] }))),
      .init("dice", .numbers(ratio({ 2 * common[$0] }, { found[$0] + right[$0] }))),
    ])
  }
}
