import Foundation
import Support

extension TemporaryFolder {
  func callAsFunction(_ name: String) -> String { path(name) }

  /// Writes `bytes` as `name` and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String { try write(name, Data(bytes)) }

  func bytes(_ name: String) throws -> [UInt8] { try [UInt8](read(name)) }

  /// Names of the files in the folder, hidden ones too.
  var names: [String] { files() }

  /// The elements of a file that holds nothing else, as NumPy's `tofile` writes it.
  func elements<Element: BitwiseCopyable>(of name: String, as _: Element.Type) throws -> [Element] {
    try read(name).withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Element>.stride).map {
        raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.stride, as: Element.self)
      }
    }
  }

  /// Writes elements and nothing else, as NumPy's `fromfile` reads them.
  func write<Element: BitwiseCopyable>(_ elements: [Element], as name: String) throws {
    try write(name, elements.withUnsafeBytes { Data($0) })
  }
}
