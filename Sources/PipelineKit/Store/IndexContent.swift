/// What the index knows: the journals of all processes, merged.
struct IndexContent {
  /// A stored result, as it was when it was written.
  struct Object: Equatable {
    /// Bytes of its file.
    var size = 0
    /// Bytes before the HDF5 content.
    var block = 0
    /// XXH64 of the bytes after them.
    var checksum: UInt64 = 0
    var ports: [String: ObjectFile.PortSummary]
    var operations = OperationTotals()
    /// The kernels that made it.
    var kernels = KernelTrace()
  }

  /// A run of a whole manifest.
  struct Use: Equatable {
    /// When it began, in nanoseconds since 1970.
    var time: Int
    /// What it called values along axes.
    var names: AxisNames
  }

  /// The latest run of every job of every manifest. Manifests that have jobs of one name and place are few.
  private var runsByJob: [Place: [RunRecord]] = [:]
  /// How manifests were last run; runs that computed nothing count too.
  private(set) var uses: [ManifestIdentity: Use] = [:]
  private(set) var sources: [String: FileStamp] = [:]
  private(set) var exports: [String: ExportStamp] = [:]
  /// Files that were found damaged while nothing was to be computed.
  private var damage: [JobKey: [Int: DamageMark]] = [:]
  /// Objects and key records stay text until one is asked for: most never are.
  private var objects: [ObjectName: ArraySlice<UInt8>] = [:]
  /// The most that a file of a key is numbered, where that is more than one.
  private var numbers: [JobKey: Int] = [:]
  private var records: [JobKey: ArraySlice<UInt8>] = [:]
  /// What failed jobs said; text too, and of all journals.
  private(set) var failures: [ArraySlice<UInt8>] = []

  private var runLines = RunLineReader()
  private var objectLines = ObjectLineReader()

  /// One line of a journal.
  enum Entry {
    case object(ObjectName, Object)
    case record(JobKey, KeyRecord)
    case run(RunRecord)
    case use(ManifestIdentity, Use)
    case source(FileStamp)
    case export(ExportStamp)
    case damage(ObjectName, DamageMark)
    case failure(FailureLog)

    /// Kind first: reading relies on it.
    var pairs: [Value.Pair] {
      switch self {
      case .object(let name, let object):
        let ports = object.ports.sorted { $0.key < $1.key }.map { name, port in
          Value.Pair(
            name, ["type": .string(port.type.rawValue), "digest": .string(port.digest.hex)])
        }
        return [
          .init("object", .string(name.file)), .init("size", .integer(object.size)),
          .init("block", .integer(object.block)),
          .init("xxh64", .string(Journal.hex(object.checksum))),
          .init("ports", .map(ports)),
          .init("executed", .integer(object.operations.executed)),
          .init("perturbed", .integer(object.operations.perturbed)),
          .init("kernels", object.kernels.value),
        ]
      case .record(let key, let record):
        return [.init("key", .string(key.description)), .init("record", record.value)]
      case .run(let run): return [.init("run", run.value)]
      case .use(let manifest, let use):
        var pairs = manifest.pairs + [.init("time", .integer(use.time))]
        if !use.names.isEmpty { pairs.append(.init("names", use.names.value)) }
        return [.init("use", .map(pairs))]
      case .source(let stamp): return [.init("source", stamp.value)]
      case .export(let stamp): return [.init("export", stamp.value)]
      case .damage(let name, let mark):
        return [.init("damaged", .string(name.file))] + mark.pairs
      case .failure(let failure): return [.init("failure", failure.value)]
      }
    }
  }

  /// Takes in what was just written to the journal as `line`.
  mutating func add(_ entry: Entry, line: [UInt8]) {
    switch entry {
    case .object(let name, _): add(name, Journal.rest(ofLine: line[...].dropLast()))
    case .record(let key, _): records[key] = Journal.rest(ofLine: line[...].dropLast())
    case .run(let run): add(run)
    case .use(let manifest, let use): add(use, of: manifest)
    case .source(let stamp): sources[stamp.path] = stamp
    case .export(let stamp): exports[stamp.file.path] = stamp
    case .damage(let name, let mark): damage[name.key, default: [:]][name.number] = mark
    case .failure:
      if let rest = Journal.rest(ofLine: line[...].dropLast()) { failures.append(rest) }
    }
  }

  private mutating func add(_ name: ObjectName, _ line: ArraySlice<UInt8>?) {
    objects[name] = line
    if name.number > numbers[name.key] ?? 1 { numbers[name.key] = name.number }
  }

  private mutating func add(_ use: Use, of manifest: ManifestIdentity) {
    if let known = uses[manifest], known.time > use.time { return }
    uses[manifest] = use
  }

  private mutating func add(_ run: RunRecord) {
    func keep(in runs: inout [RunRecord]) {
      guard let index = runs.firstIndex(where: { $0.source == run.source }) else {
        return runs.append(run)
      }
      if runs[index].ended <= run.ended { runs[index] = run }
    }
    keep(in: &runsByJob[Place(stage: run.stage, coordinates: run.coordinates), default: []])
  }

  /// A job, whichever manifest it is of.
  private struct Place: Hashable {
    var stage: String
    var coordinates: Coordinates
  }

  /// The latest runs of jobs of this name and place, of all manifests.
  func runs(of stage: String, at coordinates: Coordinates) -> [RunRecord] {
    runsByJob[Place(stage: stage, coordinates: coordinates)] ?? []
  }

  /// The latest run of every job of every manifest, in no order.
  var runs: some Sequence<RunRecord> { runsByJob.values.lazy.flatMap { $0 } }

  mutating func forget(_ name: ObjectName) { objects[name] = nil }

  /// The most that a file of `key` is numbered.
  func lastNumber(of key: JobKey) -> Int { numbers[key] ?? 1 }

  private static let recordPrefix = Array(#""key":""#.utf8)
  private static let objectPrefix = Array(#""object":""#.utf8)
  private static let failurePrefix = Array(#""failure":"#.utf8)

  /// Takes in a line of a journal.
  ///
  /// - Returns: `false` where the line is damaged.
  mutating func read(line: ArraySlice<UInt8>) -> Bool {
    guard let rest = Journal.rest(ofLine: line) else { return false }
    if rest.starts(with: Self.objectPrefix) {
      // Until `"`: the file's name, or its key alone in journals of before.
      let text = rest.dropFirst(Self.objectPrefix.count).prefix { $0 != 0x22 }
      guard let name = ObjectName(journal: text) else { return false }
      add(name, rest)
      return true
    }
    if rest.starts(with: Self.recordPrefix) {
      guard let key = JobKey(hex: rest.dropFirst(Self.recordPrefix.count).prefix(64)) else {
        return false
      }
      records[key] = rest
      return true
    }
    if rest.starts(with: Self.failurePrefix) {
      failures.append(rest)
      return true
    }
    if let run = runLines.read(rest) {
      add(run)
      return true
    }
    guard let value = Journal.value(ofRest: rest), case .map(let pairs) = value,
      let first = pairs.first
    else { return false }
    switch first.key {
    case "run":
      guard let run = RunRecord(first.value) else { return false }
      runLines.expect(run.source)
      add(run)
    case "use":
      guard let manifest = ManifestIdentity(first.value), let time = first.value["time"]?.integer
      else { return false }
      let names = first.value["names"].flatMap { AxisNames($0) } ?? AxisNames()
      add(Use(time: time, names: names), of: manifest)
    case "source":
      guard let stamp = FileStamp(first.value) else { return false }
      sources[stamp.path] = stamp
    case "export":
      guard let stamp = ExportStamp(first.value) else { return false }
      exports[stamp.file.path] = stamp
    case "damaged":
      guard let name = first.value.text.flatMap({ ObjectName(journal: $0.utf8) }),
        let mark = DamageMark(value)
      else { return false }
      damage[name.key, default: [:]][name.number] = mark
    default: break  // A kind of line that a later version writes.
    }
    return true
  }

  /// The files of `key` that were found damaged, by number.
  func damaged(of key: JobKey) -> [ObjectName] {
    (damage[key] ?? [:]).keys.sorted().map { ObjectName(key, number: $0) }
  }

  /// How a file was found damaged, where it was.
  func damage(of name: ObjectName) -> DamageMark? { damage[name.key]?[name.number] }

  /// The result in a file.
  mutating func object(for name: ObjectName) -> Object? {
    guard let line = objects[name] else { return nil }
    if let object = objectLines.read(line) { return object }
    let object = Journal.value(ofRest: line).flatMap { Object($0) }
    if let object { objectLines.expect(object.kernels) }
    return object
  }

  /// The files of all stored results.
  var names: Set<ObjectName> { Set(objects.keys) }

  /// The key record kept for `key`.
  func record(for key: JobKey) -> KeyRecord? {
    records[key].flatMap { Journal.value(ofRest: $0)?["record"] }.flatMap { KeyRecord($0) }
  }

  func hasRecord(for key: JobKey) -> Bool { records[key] != nil }
}

extension IndexContent.Object {
  init?(_ value: Value) {
    guard let size = value["size"]?.integer, let block = value["block"]?.integer,
      let checksum = value["xxh64"]?.text.flatMap({ Journal.number(hex: $0.utf8) }),
      let executed = value["executed"]?.integer, let perturbed = value["perturbed"]?.integer,
      case .map(let pairs)? = value["ports"]
    else { return nil }
    var ports: [String: ObjectFile.PortSummary] = [:]
    for pair in pairs {
      guard let type = pair.value["type"]?.text.map({ ArtifactType($0) }),
        let digest = pair.value["digest"]?.text.flatMap({ Digest(hex: $0) })
      else { return nil }
      ports[pair.key] = ObjectFile.PortSummary(type: type, digest: digest)
    }
    self.init(
      size: size, block: block, checksum: checksum, ports: ports,
      operations: OperationTotals(executed: executed, perturbed: perturbed),
      // Results of before have none: they were made under keys that named the kernels.
      kernels: value["kernels"].flatMap { KernelTrace($0) } ?? KernelTrace())
  }
}
