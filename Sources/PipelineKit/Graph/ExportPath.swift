/// The path of a file for each of several results, with `$axis` where they differ; `$$` stands for
/// the character itself.
public struct ExportPath: Sendable {
  private let text: String
  private let template: Template

  /// - Throws: `Diagnostic` where a `$` has no name after it.
  public init(_ text: String) throws(Diagnostic) {
    self.text = text
    do { template = try Template(text) } catch {
      throw Diagnostic(.error, "\(quoted(text)): \(error.message)")
    }
  }

  /// The axes that the path names.
  public var names: [String] { template.names }

  /// The path of the result at `coordinates`.
  ///
  /// - Throws: `Diagnostic` for a name that is no axis, and for a value that cannot be part of a
  ///   file's name.
  public func path(at coordinates: Coordinates) throws(Diagnostic) -> String {
    var path = ""
    for piece in template.pieces {
      switch piece {
      case .text(let text): path += text
      case .name(let name):
        guard let value = coordinates[name] else {
          let axes = coordinates.entries.map(\.axis)
          throw Diagnostic(
            .error, "\(quoted(text)): there is no axis '\(name)'",
            hint: Suggestion.hint(for: name, among: axes)
              ?? (axes.isEmpty ? "there are no axes" : "the axes are \(Listing.text(axes))"))
        }
        guard !value.contains("/"), value != ".." else {
          throw Diagnostic(.error, "\(name)=\(value) cannot be part of a path")
        }
        path += value
      }
    }
    return path
  }

  /// Makes the folders above `path` that are not there.
  public static func makeFolders(above path: String) throws(StoreError) {
    try Files.makeFolder(Files.parent(of: path))
  }
}
