/// A Swift type that artifacts are made of.
///
/// To conform is all that it takes for `Output<Self>` to be a port.
public protocol ArtifactEncodable: Sendable {
  /// Types of artifact that it can become; none where each port says which.
  static var artifactTypes: [ArtifactType] { get }
  var artifact: Artifact { get }
}

/// What a stage returns, `[Self.moved(volume), Self.field(field)]`: one artifact for every output port
/// that it declares.
public struct Outputs: Sendable, Equatable, ExpressibleByArrayLiteral {
  /// An artifact for its port; the port makes it.
  public struct Element: Sendable {
    fileprivate let port: String
    fileprivate let artifact: Artifact

    init(port: String, artifact: Artifact) {
      self.port = port
      self.artifact = artifact
    }
  }

  /// By name of the port.
  public private(set) var artifacts: [String: Artifact] = [:]

  public init(_ elements: [Element]) {
    for element in elements { artifacts[element.port] = element.artifact }
  }

  public init(arrayLiteral elements: Element...) { self.init(elements) }
}
