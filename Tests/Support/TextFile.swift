import Foundation

/// Text files of the repository.
public enum TextFile {
  public static func read(_ path: String) throws -> String {
    try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
  }
}
