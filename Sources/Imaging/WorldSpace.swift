/// What the millimetres of an affine count from: NIfTI's codes of a matrix.
///
/// It changes no number; it goes along with a grid, so that an image leaves with the code that it came
/// with.
public enum WorldSpace: Int, Sendable, CaseIterable {
  /// The scanner's isocentre.
  case scanner = 1
  /// Another image, or the truth of something; also what says nothing.
  case aligned
  /// The atlas of Talairach and Tournoux.
  case talairach
  case mni152
  /// Any other template.
  case template

  /// Its name in artifacts: `scanner`, `aligned`, `talairach`, `mni152`, `template`.
  public var name: String { "\(self)" }

  /// - Parameter name: as `name` gives it.
  public init?(name: String) {
    guard let space = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = space
  }
}
