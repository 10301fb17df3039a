import Foundation
import Support

extension TemporaryFolder {
  func callAsFunction(_ name: String) -> String { path(name) }

  /// Writes `bytes` as `name` and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String { try write(name, Data(bytes)) }

  func bytes(_ name: String) throws -> [UInt8] { try [UInt8](read(name)) }

  /// Names of the files in the folder, hidden ones too.
  var names: [String] { files() }
}
