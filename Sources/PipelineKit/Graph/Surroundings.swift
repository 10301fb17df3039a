/// What a manifest takes from those that use it as a stage; next to nothing, for the outermost one.
struct Surroundings {
  /// What comes before the names of its stages: `pre/`.
  var prefix = ""
  /// Absolute paths of the manifests, from the outermost to this one.
  var chain: [String]
  /// What its seeds start from where nothing else says so.
  var seed = 0
  /// What the stages that use it say for all of it, in place of its own `defaults`.
  var given = StageSettings()
  /// What its stages take where neither they nor its own `defaults` say anything.
  var defaults = StageSettings()
  /// The combinations of swept axes that all of it runs for; `nil` where they are wrong and reported.
  var sweep: Relation? = .single
  /// What the values of the axis `arithmetic` stand for, where it is one of them.
  var arithmetics: [String: ArithmeticChoice] = [:]
  /// The full name of the stage that sweeps each of the axes.
  var sweepers: [String: String] = [:]

  /// What the stages of `manifest` take where they say nothing.
  func settings(for manifest: Manifest, scope: Scope) -> StageSettings {
    let own = manifest.defaults.scoped(in: scope)
    var settings = given.merged(over: own).merged(over: defaults)
    // A seed of the manifest's own comes before the seeds around it.
    settings.seed = given.seed ?? own.seed ?? (manifest.seed == nil ? defaults.seed : nil)
    return settings
  }

  /// Whether `axis` is swept outside; then it says that it cannot be `treated` so inside.
  func refuses(
    _ axis: String, _ treated: String, at mark: Mark?, _ diagnostics: DiagnosticCollector
  ) -> Bool {
    guard let sweeper = sweepers[axis] else { return false }
    diagnostics.error(
      "axis '\(axis)' cannot be \(treated) here: stage '\(sweeper)', which uses this manifest, "
        + "sweeps it", at: mark)
    return true
  }
}

extension Relation {
  /// Every row continued by those rows of another relation that have the same values on the axes
  /// which both have.
  ///
  /// - Returns: the rows, and for each the row of this relation that it continues.
  func crossed(with other: Relation) -> (relation: Relation, rows: [Int]) {
    let shared = axes.indices.compactMap { here in
      other.axes.firstIndex(of: axes[here]).map { (here: here, there: $0) }
    }
    let fresh = other.axes.indices.filter { !axes.contains(other.axes[$0]) }
    var continuations: [[String]: [[String]]] = [:]
    for row in other.rows {
      continuations[shared.map { row[$0.there] }, default: []].append(fresh.map { row[$0] })
    }
    var crossed = Relation(axes: axes + fresh.map { other.axes[$0] }, rows: [])
    var origins: [Int] = []
    for (index, row) in rows.enumerated() {
      for continuation in continuations[shared.map { row[$0.here] }] ?? [] {
        crossed.rows.append(row + continuation)
        origins.append(index)
      }
    }
    return (crossed, origins)
  }
}

extension Stream {
  /// The stream as a manifest sees it that runs for all combinations of `sweep`.
  func crossed(with sweep: Relation?) -> Stream {
    guard let content, sweep?.axes.isEmpty != true else { return self }
    var stream = self
    stream.content = sweep.map { sweep in
      let (relation, rows) = content.relation.crossed(with: sweep)
      return Content(relation: relation, origins: rows.map { content.origins[$0] })
    }
    return stream
  }

  /// Adds the items of `other`; false where it has other axes.
  mutating func append(_ other: Stream) -> Bool {
    if type != other.type { type = nil }
    guard var content, let added = other.content else {
      self.content = nil
      return true
    }
    let columns = content.relation.axes.compactMap(added.relation.axes.firstIndex(of:))
    guard columns.count == content.relation.axes.count, columns.count == added.relation.axes.count
    else { return false }
    content.relation.rows += added.relation.rows.map { row in columns.map { row[$0] } }
    content.origins += added.origins
    self.content = content
    return true
  }
}
