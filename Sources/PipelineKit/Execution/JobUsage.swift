internal import Glibc

/// What a job took of its machine, as its provenance and the store's history have it.
///
/// All but the size of the inputs is what the system counts for the job's process and the tools that it
/// ran: a job's own with `--isolate` and on clusters, and with what ran beside it elsewhere.
public struct JobUsage: Sendable, Equatable {
  /// Seconds of processor time, of all its threads and tools.
  public var processor: Double
  /// Most memory that the process, or one of its tools, had used by the end, in bytes.
  public var memory: Int
  /// Bytes that were read and written, from caches too; `nil` where the system does not say.
  public var read: Int?
  public var written: Int?
  /// Bytes of the files that its inputs are.
  public var inputs: Int

  public init(processor: Double, memory: Int, read: Int?, written: Int?, inputs: Int) {
    self.processor = processor
    self.memory = memory
    self.read = read
    self.written = written
    self.inputs = inputs
  }

  /// Short, as a store may hold a million of them.
  var value: Value {
    [
      .number(processor), .integer(memory), read.map { .integer($0) } ?? .null,
      written.map { .integer($0) } ?? .null, .integer(inputs),
    ]
  }

  init?(_ value: Value) {
    guard case .list(let fields) = value, fields.count == 5, let processor = fields[0].number,
      let memory = fields[1].integer, let inputs = fields[4].integer
    else { return nil }
    self.init(
      processor: processor, memory: memory, read: fields[2].integer, written: fields[3].integer,
      inputs: inputs)
  }

  /// The attributes of a result's file.
  var pairs: [Value.Pair] {
    let traffic = [("bytes_read", read), ("bytes_written", written)]
    return [
      .init("processor_seconds", .number(processor)), .init("peak_memory", .integer(memory)),
      .init("input_bytes", .integer(inputs)),
    ] + traffic.compactMap { name, count in count.map { .init(name, .integer($0)) } }
  }
}

/// Measures what a job takes from here on.
struct UsageMeter {
  private let processor: Double
  private let traffic: (read: Int, written: Int)?

  init() {
    processor = Self.processor
    traffic = Self.traffic
  }

  /// - Parameter inputs: bytes of the files that the job's inputs are.
  func usage(inputs: Int) -> JobUsage {
    let now = Self.traffic
    func difference(_ part: KeyPath<(read: Int, written: Int), Int>) -> Int? {
      guard let now, let traffic else { return nil }
      return max(0, now[keyPath: part] - traffic[keyPath: part])
    }
    return JobUsage(
      processor: max(0, Self.processor - processor), memory: Self.memory,
      read: difference(\.read), written: difference(\.written), inputs: inputs)
  }

  /// This process, and its children that have ended: tools that ran.
  private static var everybody: [rusage] {
    [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue].map { who in
      var usage = rusage()
      getrusage(__rusage_who_t(who), &usage)
      return usage
    }
  }

  private static var processor: Double {
    everybody.reduce(0) { sum, usage in
      let times = [usage.ru_utime, usage.ru_stime]
      return sum + times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
  }

  private static var memory: Int { (everybody.map { Int($0.ru_maxrss) }.max() ?? 0) * 1024 }

  /// What the system has counted so far, of children that have ended too.
  private static var traffic: (read: Int, written: Int)? {
    guard let bytes = try? Files.read("/proc/self/io") else { return nil }
    var counts: [Substring: Int] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { counts[words[0]] = Int(words[1]) }
    }
    guard let read = counts["rchar:"], let written = counts["wchar:"] else { return nil }
    return (read, written)
  }
}

extension JobSite {
  /// Bytes of the file that an input is, as it lies; 0 where it is not there.
  func bytes(of origin: JobOrder.Origin) -> Int {
    switch origin {
    case .stored(let key, _, _): Files.status(store.path(of: key))?.size ?? 0
    case .file(let source):
      ((try? catalog.reader.files(of: source)) ?? [source.path])
        .reduce(0) { $0 + (Files.status($1)?.size ?? 0) }
    }
  }
}
