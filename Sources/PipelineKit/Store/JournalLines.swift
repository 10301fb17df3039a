/// Reads lines with runs as they are written; one manifest has many of them, and its part is known by
/// then.
struct RunLineReader {
  /// What a line begins with, up to the name of the stage.
  private var start: [UInt8] = []
  private var source: ManifestIdentity?

  /// Notes whose lines are likely to follow.
  mutating func expect(_ source: ManifestIdentity) {
    if let known = self.source, known == source, known.name == source.name { return }
    let identity = Value.map(source.pairs).json(nonFinite: .token).dropLast()
    start = Array("\"run\":\(identity),\"stage\":\"".utf8)
    self.source = source
  }

  /// The run; `nil` where the line is another one's, or not written like that.
  func read(_ line: ArraySlice<UInt8>) -> RunRecord? {
    guard let source else { return nil }
    return line.withUnsafeBufferPointer { bytes in
      var scanner = LineScanner(bytes)
      guard start.withUnsafeBufferPointer({ scanner.take($0) }), let stage = scanner.text(),
        scanner.take(",\"coordinates\":{"), let coordinates = scanner.coordinates(),
        scanner.take(",\"key\":\""), let key = scanner.digest(),
        scanner.take("\",\"status\":\""),
        let status = scanner.text().flatMap({ RunRecord.Status(rawValue: $0) }),
        scanner.take(",\"duration\":"), let duration = scanner.number(),
        scanner.take(",\"ended\":"), let ended = scanner.integer()
      else { return nil }
      var usage: JobUsage?
      if scanner.take(",\"usage\":[") {
        usage = scanner.usage()
        guard usage != nil else { return nil }
      }
      guard scanner.take("}}"), scanner.isAtEnd else { return nil }
      return RunRecord(
        source: source, stage: stage, coordinates: coordinates, key: JobKey(key), status: status,
        duration: duration, ended: ended, usage: usage)
    }
  }
}

/// Reads lines with results as they are written; many were made by the same kernels.
struct ObjectLineReader {
  private var kernels: (text: [UInt8], trace: KernelTrace) = (Array("{}".utf8), KernelTrace())

  /// Notes the kernels that are likely to follow.
  mutating func expect(_ trace: KernelTrace) {
    if kernels.trace == trace { return }
    kernels = (Array(trace.value.json(nonFinite: .token).utf8), trace)
  }

  /// The result; `nil` where other kernels made it, or it is not written like that.
  func read(_ line: ArraySlice<UInt8>) -> IndexContent.Object? {
    line.withUnsafeBufferPointer { bytes in
      var scanner = LineScanner(bytes)
      guard scanner.take("\"object\":\""), scanner.text() != nil, scanner.take(",\"size\":"),
        let size = scanner.integer(), scanner.take(",\"block\":"), let block = scanner.integer(),
        scanner.take(",\"xxh64\":\""), let checksum = scanner.word(),
        scanner.take("\",\"ports\":{"),
        let ports = scanner.ports(), scanner.take(",\"executed\":"),
        let executed = scanner.integer(), scanner.take(",\"perturbed\":"),
        let perturbed = scanner.integer(), scanner.take(",\"kernels\":"),
        kernels.text.withUnsafeBufferPointer({ scanner.take($0) }), scanner.take("}"),
        scanner.isAtEnd
      else { return nil }
      return IndexContent.Object(
        size: size, block: block, checksum: checksum, ports: ports,
        operations: OperationTotals(executed: executed, perturbed: perturbed),
        kernels: kernels.trace)
    }
  }
}

extension LineScanner {
  /// Pairs of texts, after their opening brace.
  fileprivate mutating func coordinates() -> Coordinates? {
    if take("}") { return Coordinates() }
    var entries: [Coordinates.Entry] = []
    repeat {
      guard take("\""), let axis = text(), take(":\""), let value = text() else { return nil }
      entries.append(.init(axis, value))
    } while take(",")
    return take("}") ? Coordinates(entries) : nil
  }

  fileprivate mutating func ports() -> [String: ObjectFile.PortSummary]? {
    if take("}") { return [:] }
    var ports: [String: ObjectFile.PortSummary] = [:]
    repeat {
      guard take("\""), let name = text(), take(":{\"type\":\""), let type = text(),
        take(",\"digest\":\""), let digest = digest(), take("\"}")
      else { return nil }
      ports[name] = ObjectFile.PortSummary(type: ArtifactType(type), digest: digest)
    } while take(",")
    return take("}") ? ports : nil
  }

  /// As `JobUsage.value` has it, after its opening bracket.
  fileprivate mutating func usage() -> JobUsage? {
    func count(_ scanner: inout LineScanner) -> Int?? {
      if scanner.take("null") { return .some(nil) }
      return scanner.integer().map { .some($0) }
    }
    guard let processor = number(), take(","), let memory = integer(), take(","),
      let read = count(&self), take(","), let written = count(&self), take(","),
      let inputs = integer(), take("]")
    else { return nil }
    return JobUsage(
      processor: processor, memory: memory, read: read, written: written, inputs: inputs)
  }
}
