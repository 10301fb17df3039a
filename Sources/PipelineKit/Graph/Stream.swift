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
