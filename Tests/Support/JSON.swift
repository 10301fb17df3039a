import Foundation

/// JSON that `lastbit` printed, as Foundation reads it.
public struct JSON {
  public let value: Any

  /// - Throws: where the text is not JSON.
  public init(_ text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
  }

  private init(value: Any) { self.value = value }

  public subscript(key: String) -> JSON {
    JSON(value: (value as? [String: Any])?[key] ?? NSNull())
  }

  public subscript(index: Int) -> JSON {
    guard let list = value as? [Any], list.indices.contains(index) else {
      return JSON(value: NSNull())
    }
    return JSON(value: list[index])
  }

  public var text: String? { value as? String }
  public var integer: Int? { (value as? NSNumber)?.intValue }
  public var number: Double? { (value as? NSNumber)?.doubleValue }
  public var isNull: Bool { value is NSNull }
  public var list: [JSON]? { (value as? [Any])?.map { JSON(value: $0) } }
  public var keys: [String] { ((value as? [String: Any])?.keys).map { $0.sorted() } ?? [] }

  /// Of `lastbit show --json`, for one job or several: digests by job and port.
  var digests: [String: String] {
    var found: [String: String] = [:]
    if let rows = list {
      for row in rows {
        guard let job = row["title"].text, let port = row["port"].text else { continue }
        found["\(job).\(port)"] = row["digest"].text
      }
    } else if let job = self["title"].text {
      for port in self["outputs"].keys {
        found["\(job).\(port)"] = self["outputs"][port]["digest"].text
      }
    }
    return found
  }
}
