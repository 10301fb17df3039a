internal import Glibc

/// All that led to a result: the results that it was made from, directly or not, and the files that
/// those were made from.
public struct Ancestry: Sendable {
  /// One result, as the header of its file tells of it.
  public struct Member: Sendable {
    public var record: KeyRecord
    /// The run that made it.
    public var run: RunRecord
    /// `nil` where an older lastbit wrote it.
    public var origin: ResultOrigin?

    public var key: JobKey { run.key }
  }

  /// Each after those that it was made from; the result itself is the last one.
  public var results: [Member] = []
  /// Source files, sorted by path.
  public var files: [SourceFile] = []
  /// Results of the chain that are no longer in the store, or whose file is damaged: what they were
  /// made from is not known.
  public var missing: [JobKey] = []
}

extension Store {
  /// All that led to the result of `key`. Only headers are read.
  ///
  /// - Throws: `StoreError` where the system does not let a file be read.
  public func ancestry(of key: JobKey) throws -> Ancestry {
    var ancestry = Ancestry()
    var files: Set<SourceFile> = []
    var seen: Set<JobKey> = []
    // Chains may be longer than a stack is deep.
    var waiting: [(key: JobKey, member: Ancestry.Member?)] = [(key, nil)]
    while let (key, member) = waiting.popLast() {
      if let member {
        ancestry.results.append(member)
        continue
      }
      guard seen.insert(key).inserted else { continue }
      guard let found = try self.member(key) else {
        ancestry.missing.append(key)
        continue
      }
      files.formUnion(found.origin?.files ?? [])
      waiting.append((key, found))
      for upstream in (found.origin?.keys ?? []).reversed() { waiting.append((upstream, nil)) }
    }
    ancestry.files = files.sorted { ($0.path, $0.digest) < ($1.path, $1.digest) }
    return ancestry
  }

  private func member(_ key: JobKey) throws -> Ancestry.Member? {
    do {
      // Results that other versions of kernels made led here too.
      guard let name = try find(key)?.name ?? files(of: key).first?.name else { return nil }
      let header = try ObjectHeader(of: key, in: OpenFile(reading: path(of: name)))
      return Ancestry.Member(record: header.record, run: header.run, origin: header.origin)
    } catch is DamagedObject {
      return nil
    } catch let error as StoreError where error.code == ENOENT {
      return nil
    }
  }
}

extension Ancestry {
  /// The chain for `--json` and sidecars.
  public var value: Value {
    [
      "results": .list(results.map(\.value)), "files": .list(files.map(\.value)),
      "missing": .list(missing.map { .string($0.description) }),
    ]
  }
}

extension Ancestry.Member {
  var value: Value {
    var pairs: [Value.Pair] = [
      .init("stage", .string(run.stage)), .init("coordinates", run.coordinates.value),
      .init("key", .string(key.description)), .init("kind", .string(record.kind)),
      .init("version", .integer(record.version)), .init("parameters", .map(record.parameters)),
      .init("arithmetic", record.arithmetic.map { .string($0) } ?? .null),
      .init("seed", record.seed.map { .string(String($0)) } ?? .null),
      .init("streams", .map(record.streams.map { .init($0.name, .string(String($0.seed))) })),
      .init("ended_at", .string(Timestamp.text(run.ended))),
    ]
    if let origin {
      pairs.append(.init("started_at", .string(Timestamp.text(origin.started))))
      pairs += origin.machine.pairs + [.init("threads", .integer(origin.threads))]
    }
    return .map(pairs)
  }
}
