/// What jobs will need, by what jobs of their stages have needed in the runs that a store remembers.
///
/// Where enough runs are known whose inputs were of different sizes, time, memory and disk grow with
/// the size along a line (least squares), and the quantile is that of what runs needed over what the
/// line says; otherwise it is that of the runs themselves.
public struct ResourceForecast: Sendable {
  /// What one job will need.
  public struct Need: Sendable, Equatable {
    /// Seconds that such jobs take on average.
    public var seconds: Double
    /// Seconds that 95 of 100 of them do not exceed.
    public var likelySeconds: Double
    /// Bytes of memory that 95 of 100 of them do not exceed.
    public var memory: Int?
    /// Bytes that the result takes in the store; `nil` where that is not known.
    public var bytes: Int?
    /// Runs that are known.
    public var runs: Int
    /// Whether the size of the inputs counts.
    public var usesSize: Bool
  }

  /// The share of jobs that is to keep within what is asked for.
  public static let quantile = 0.95
  /// Runs of a stage that are looked at, the last ones.
  private static let mostRuns = 200
  /// Runs from which a line is drawn.
  private static let fewestForLine = 8

  private struct Stage: Sendable {
    var seconds: Quantity
    var memory: Quantity?
    var bytes: Quantity?
    var runs: Int
  }

  private var stages: [String: Stage] = [:]

  /// - Parameter store: its history is read, and the sizes of results.
  public init(_ store: Store) {
    let runs = store.runs().filter { $0.status == .done && $0.duration > 0 }
    for (stage, all) in Dictionary(grouping: runs, by: \.stage) {
      // Numbers are moved about in place of records.
      let known = all.indices.sorted { first, second in
        all[first].ended == all[second].ended
          ? all[first].key.description > all[second].key.description
          : all[first].ended > all[second].ended
      }.prefix(Self.mostRuns).map { all[$0] }
      stages[stage] = Stage(
        seconds: Quantity(known.map { (size: $0.usage?.inputs, value: $0.duration) }),
        memory: Quantity.known(
          known.compactMap { run in
            run.usage.map { (size: $0.inputs, value: Double($0.memory)) }
          }),
        bytes: Quantity.known(
          known.compactMap { run in
            store.bytes(of: run.key).map { (size: run.usage?.inputs, value: Double($0)) }
          }), runs: known.count)
    }
  }

  /// What a job of the stage called `name` will need; `nil` where none ever ran.
  ///
  /// - Parameter inputBytes: bytes of the files that its inputs are, where they are there.
  public func need(of name: String, inputBytes: Int?) -> Need? {
    guard let stage = stages[name] else { return nil }
    return Need(
      seconds: stage.seconds.mean(inputBytes), likelySeconds: stage.seconds.likely(inputBytes),
      memory: stage.memory.map { Int($0.likely(inputBytes).rounded(.up)) },
      bytes: stage.bytes.map { Int($0.mean(inputBytes).rounded(.up)) }, runs: stage.runs,
      usesSize: inputBytes != nil && usesSizes(of: name))
  }

  /// Whether what a job of `stage` needs depends on the size of its inputs.
  public func usesSizes(of stage: String) -> Bool {
    guard let stage = stages[stage] else { return false }
    return [stage.seconds, stage.memory, stage.bytes].contains { $0?.line != nil }
  }

  /// Something that jobs need, as runs have needed it.
  struct Quantity: Sendable {
    /// `value = intercept + slope × size`; the slope is not negative.
    struct Line: Sendable {
      var intercept: Double
      var slope: Double

      func value(_ size: Double) -> Double { max(0, intercept + slope * size) }
    }

    private(set) var line: Line?
    private var average: Double
    private var quantile: Double
    /// The quantile of what runs needed over what the line says.
    private var ratio = 1.0

    /// - Parameter runs: at least one.
    init(_ runs: [(size: Int?, value: Double)]) {
      let values = runs.map(\.value).sorted()
      average = values.reduce(0, +) / Double(max(1, values.count))
      quantile = Self.quantile(of: values)
      let sized = runs.compactMap { run in run.size.map { (Double($0), run.value) } }
      guard sized.count == runs.count, sized.count >= ResourceForecast.fewestForLine,
        let line = Self.line(sized)
      else { return }
      self.line = line
      ratio = Self.quantile(
        of: sized.map { size, value in value / max(line.value(size), .leastNormalMagnitude) }
          .sorted())
    }

    static func known(_ runs: [(size: Int?, value: Double)]) -> Quantity? {
      runs.isEmpty ? nil : Quantity(runs)
    }

    func mean(_ size: Int?) -> Double {
      guard let line, let size else { return average }
      return line.value(Double(size))
    }

    func likely(_ size: Int?) -> Double {
      guard let line, let size else { return quantile }
      return line.value(Double(size)) * max(1, ratio)
    }

    /// The value that a share of `ResourceForecast.quantile` does not exceed.
    private static func quantile(of sorted: [Double]) -> Double {
      guard let last = sorted.last else { return 0 }
      let position = (Double(sorted.count) * ResourceForecast.quantile).rounded(.up)
      return sorted.indices.contains(Int(position) - 1) ? sorted[Int(position) - 1] : last
    }

    /// `nil` where sizes hardly differ, or more is not needed for more.
    private static func line(_ points: [(Double, Double)]) -> Line? {
      let sizes = points.map(\.0)
      guard let least = sizes.min(), let most = sizes.max(), most > 1.2 * least else { return nil }
      let count = Double(points.count)
      let meanSize = sizes.reduce(0, +) / count
      let meanValue = points.reduce(0) { $0 + $1.1 } / count
      let spread = sizes.reduce(0) { $0 + ($1 - meanSize) * ($1 - meanSize) }
      let slope =
        points.reduce(0) { $0 + ($1.0 - meanSize) * ($1.1 - meanValue) } / spread
      guard slope > 0 else { return nil }
      let intercept = meanValue - slope * meanSize
      // Nothing needs less than nothing: then it is in proportion.
      return intercept >= 0
        ? Line(intercept: intercept, slope: slope) : Line(intercept: 0, slope: meanValue / meanSize)
    }
  }
}

extension ResourceForecast.Need {
  /// What to ask a scheduler for: half as much memory again as is likely, in steps of 256 MiB, and
  /// three times as long, at least five minutes.
  public var memoryToAsk: Int? { memory.map { (($0 / 2 * 3 + (1 << 28) - 1) >> 28) << 28 } }
  public var timeToAsk: Double { max(300, 3 * likelySeconds) }
}

extension Store {
  /// Bytes of the file of a result; `nil` where there is none.
  func bytes(of key: JobKey) -> Int? { Files.status(path(of: key))?.size }
}

extension Experiment {
  /// Bytes of the files that a job's inputs are; `nil` where one is not there yet.
  ///
  /// - Parameter key: of the result of another job, where that is there.
  func inputBytes(of job: Job, key: (Int) -> JobKey?) -> Int? {
    var sum = 0
    for item in job.inputs.lazy.flatMap(\.items) {
      switch item.origin {
      case .file(let source): sum += site.bytes(of: .file(source))
      case .job(let id, let port):
        guard let key = key(id) else { return nil }
        sum += site.bytes(of: .stored(key, port: port, stage: ""))
      }
    }
    return sum
  }
}
