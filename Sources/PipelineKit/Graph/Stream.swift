/// What a reference stands for: items of one type along axes.
struct Stream: Sendable {
  /// Full name of the stage or source that makes the items.
  var producer: String
  /// `nil` where it follows from something that is wrong and reported.
  var type: ArtifactType?
  /// `nil` where something upstream is wrong and reported; the type can still be checked.
  var content: Content?

  /// The items; as many origins as rows.
  struct Content: Sendable {
    var relation: Relation
    var origins: [JobInput.Origin]

    init(relation: Relation, origins: [JobInput.Origin]) {
      self.relation = relation
      self.origins = origins
    }

    /// What jobs give on an output.
    ///
    /// - Parameters:
    ///   - relation: the jobs' coordinates.
    ///   - first: the first job's number.
    ///   - items: where the port adds an axis, the values along it for each job.
    init(_ port: Port, of relation: Relation, from first: Int, _ items: [[String]]) {
      guard let axis = port.axis else {
        self.relation = relation
        origins = relation.rows.indices.map { .job(first + $0, port: port.name) }
        return
      }
      self.relation = Relation(axes: relation.axes + [axis.name], rows: [])
      origins = []
      // After an error jobs may be missing, but then nobody uses the graph.
      for (row, values) in zip(relation.rows.indices, items) {
        for value in values {
          self.relation.rows.append(relation.rows[row] + [value])
          origins.append(.job(first + row, port: Port.item(port.name, axis.name, value)))
        }
      }
    }
  }
}

/// What a name of a manifest stands for.
enum Entity: Sendable {
  /// A source, or an input of a manifest that is used as a stage.
  case stream(Stream)
  /// The output ports of a stage or of a manifest used as a stage.
  case ports([(name: String, stream: Stream)])
  /// An optional input that is not connected.
  case absent
  /// Something that is wrong in itself and reported.
  case broken
}
