import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// Data sets that are read row by row, against what h5py wrote.
@Suite(.enabled(if: Python.has("h5py", "numpy"))) struct HDF5RowsTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func write(_ lines: String, libver: String = "earliest") throws -> String {
    let path = folder.path("a.h5")
    _ = try Repository.run(
      python: """
        import sys, h5py, numpy as np
        with h5py.File(sys.argv[1], "w", libver="\(libver)") as file:
        \(lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
        """, [path])
    return path
  }

  private static let sets = """
    file["a/bytes"] = np.arange(24, dtype=np.uint8).reshape(4, 3, 2)
    file["a/doubles"] = np.arange(12).reshape(4, 3) / 8
    file["a/none"] = np.zeros((0, 5), np.float32)
    file["a/text"] = [b"x", b"yz"]
    file["a/one"] = 3.0
    file["a/holes"] = [[np.nan, 1.0, 2.0], [1.0, np.nan, 0.5], [-1.0, 2.0, np.nan]]
    file.create_dataset("a/chunks", data=np.zeros((4, 4)), chunks=(2, 2))
    file.create_dataset("a/names", data=["anna", "ö"], dtype=h5py.special_dtype(vlen=str))
    """

  @Test(arguments: ["earliest", "latest"]) func readsRows(_ libver: String) throws {
    let path = try write(Self.sets, libver: libver)
    let bytes = try [UInt8](folder.read("a.h5"))
    for file in [try HDF5File(path), try HDF5File(bytes, path: path)] {
      #expect(file.path == path)
      let whole = try #require(try file.rows("a/bytes"))
      #expect(whole.shape == [4, 3, 2] && whole.type == .uint8 && whole.width == 6)
      let part = try whole.read(1..<3)
      #expect(part == .uint8(.init(shape: [2, 3, 2], values: (6..<18).map { UInt8($0) })))
      #expect(try whole.read(4..<4).count == 0)
      let doubles = try #require(try file.rows("a/doubles"))
      #expect(
        try doubles.read(3..<4) == .float64(.init(shape: [1, 3], values: [1.125, 1.25, 1.375])))
      #expect(
        try doubles.summaries(1..<3) == [
          .init(least: 0.375, greatest: 0.625, sum: 1.5),
          .init(least: 0.75, greatest: 1, sum: 2.625),
        ])
      let holes = try #require(try file.rows("a/holes")).summaries(0..<3)
      #expect(holes.allSatisfy { $0.least.isNaN && $0.greatest.isNaN && $0.sum.isNaN })
      #expect(try #require(try file.rows("a/none")).count == 0)
      #expect(try file.rows("a/other") == nil && file.rows("b/bytes") == nil)
      #expect(try file.texts("a/names") == ["anna", "ö"])
      #expect(try file.texts("a/other") == nil)
      for (name, message) in [
        ("a/text", "holds texts"), ("a/names", "holds texts"), ("a/one", "has no rows"),
        ("a/chunks", "is stored in chunks"), ("a", "is not a data set"),
      ] {
        let error = #expect(throws: ModelError.self) { try file.rows(name) }
        #expect(error?.description.contains(message) == true, "\(name): \(error.debugDescription)")
      }
    }
  }

  /// A file that ends early says so before anything is read from it, and one that shrinks while it is open.
  @Test func saysWhereItEnds() throws {
    let path = try write("file['a'] = np.zeros((1000, 100))")
    let bytes = try folder.read("a.h5")
    let cut = try folder.write("cut.h5", bytes.prefix(bytes.count - 1))
    let file = try HDF5File(cut)
    let error = #expect(throws: ModelError.self) { try file.rows("a") }
    #expect(error?.description.contains("is cut short: data set 'a'") == true)
    let open = try #require(try HDF5File(path).rows("a"))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: 4096)
    try handle.close()
    let shrunk = #expect(throws: ModelError.self) { try open.read(900..<1000) }
    #expect(shrunk?.description.contains("became shorter while it was read") == true)
  }
}
