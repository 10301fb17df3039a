import Glibc

/// The tables of a page: each has a name to lead to, and what is there already is not there again.
///
/// Tables are equal where the files behind them and the columns that are shown are. Text of others is escaped,
/// so that the marks of a table are the page's own.
struct PageTables {
  private var places: [[UInt8]: Place] = [:]
  private var count = 0

  private struct Place {
    let id: String
    let heading: String
  }

  private static let start = Array("<div class=\"data\"".utf8)
  private static let end = Array("</table></div>\n</div>\n".utf8)
  private static let file = Array(TableFile.start.utf8)
  private static let quote = Array("\"".utf8)
  private static let head = (Array("<thead>".utf8), Array("</thead>".utf8))
  private static let heading = (Array("<h2".utf8), Array(">".utf8), Array("</h2>".utf8))

  /// A section with a line in place of each table that an earlier one has.
  mutating func once(_ html: String) -> String {
    let bytes = Array(html.utf8)
    let heading = Self.heading(bytes)
    var page: [UInt8] = []
    page.reserveCapacity(bytes.count)
    var done = 0
    while let box = Self.range(of: Self.start, in: bytes, from: done),
      let end = Self.range(of: Self.end, in: bytes, from: box.upperBound)
    {
      page += bytes[done..<box.lowerBound]
      done = end.upperBound
      let table = bytes[box.lowerBound..<done]
      let key = Self.content(bytes, box.upperBound..<done)
      if let key, let place = places[key] {
        page += Array(
          "<p>The same table as under <a href=\"#\(place.id)\">\(place.heading)</a>.</p>\n".utf8)
        continue
      }
      count += 1
      let id = "table-\(count)"
      if let key { places[key] = Place(id: id, heading: heading) }
      page += Self.start + Array(" id=\"\(id)\"".utf8) + table.dropFirst(Self.start.count)
    }
    return String(decoding: page + bytes[done...], as: UTF8.self)
  }

  /// The file behind a table and the columns that are shown; `nil` where there is no file.
  private static func content(_ bytes: [UInt8], _ table: Range<Int>) -> [UInt8]? {
    guard let file = between(file, quote, in: bytes, table),
      let header = between(head.0, head.1, in: bytes, table)
    else { return nil }
    return Array(bytes[file] + bytes[header])
  }

  /// The first heading of a section, as HTML has it.
  private static func heading(_ bytes: [UInt8]) -> String {
    guard let start = range(of: heading.0, in: bytes, from: 0),
      let text = between(heading.1, heading.2, in: bytes, start.upperBound..<bytes.count)
    else { return "an earlier heading" }
    return String(decoding: bytes[text], as: UTF8.self)
  }

  private static func between(
    _ start: [UInt8], _ end: [UInt8], in bytes: [UInt8], _ part: Range<Int>
  ) -> Range<Int>? {
    guard let first = range(of: start, in: bytes, from: part.lowerBound),
      let last = range(of: end, in: bytes, from: first.upperBound),
      last.upperBound <= part.upperBound
    else { return nil }
    return first.upperBound..<last.lowerBound
  }

  /// Where bytes are first found: pages have millions of them.
  private static func range(of wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
    bytes.withUnsafeBytes { all in
      guard let base = all.baseAddress, let first = wanted.first else { return nil }
      var place = start
      while place + wanted.count <= all.count,
        let found = memchr(base + place, Int32(first), all.count - place)
      {
        place = UnsafeRawPointer(found) - base
        if place + wanted.count <= all.count, memcmp(base + place, wanted, wanted.count) == 0 {
          return place..<place + wanted.count
        }
        place += 1
      }
      return nil
    }
  }
}
