import Arithmetic
import CHDF5
import Support
import Testing

@testable import PipelineKit

@Suite struct PackedChunksTests {
  /// Bytes that no packing shrinks.
  private static func noise(_ index: Int) -> UInt64 {
    var word = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    return word ^ word >> 27
  }

  /// Arrays of every width in chunks that fill the array and that do not: packed, not packed, some
  /// of each.
  private static let arrays: [String: DatasetElements] = [
    "smooth": .float32(
      Tensor(shape: [181, 217, 31], values: (0..<181 * 217 * 31).map { Float($0 / 500) })),
    "noise": .float64(
      Tensor(shape: [400_003], values: (0..<400_003).map { Double(noise($0)) })),
    "half": .float32(
      Tensor(
        shape: [2, 3, 300_001],
        values: (0..<1_800_006).map { $0 < 900_000 ? 0 : Float(noise($0) >> 40) })),
    "bytes": .uint8(
      Tensor(shape: [1, 1500, 1001], values: (0..<1_501_500).map { UInt8($0 / 9000) })),
    "short": .int16(
      Tensor(shape: [1_000_001], values: (0..<1_000_001).map { Int16($0 % 50) })),
    "long": .int64(Tensor(shape: [200_001, 1], values: (0..<200_001).map { Int64($0) << 20 })),
    "labels": .int32(Tensor(shape: [70, 70, 70], values: (0..<343_000).map { Int32($0 / 7000) })),
  ]

  @Test func comeBackAsTheyWere() throws {
    let folder = TestFolder()
    let store = try Store(at: folder.path)
    let record = KeyRecord.sample()
    let outputs = Self.arrays.mapValues {
      Artifact(type: .volume, datasets: [Dataset("data", $0)])
    }
    _ = try store.publish(outputs, provenance: .sample(record))
    for (port, artifact) in outputs {
      #expect(try store.load(record.key, port: port) == artifact, "\(port)")
    }
    // What pays is packed: all of it but the noise takes a small part of its size.
    let bytes = try #require(Files.status(store.path(of: record.key))?.size)
    #expect(bytes < 400_003 * 8 + 900_006 * 4 + 1_500_000)
  }

  /// Any rows are those of the whole, also past the end.
  @Test func partsAreThoseOfTheWhole() throws {
    let folder = TestFolder()
    let store = try Store(at: folder.path)
    let record = KeyRecord.sample()
    let outputs = Self.arrays.mapValues {
      Artifact(type: .volume, datasets: [Dataset("data", $0)], attributes: [.init("units", "mm")])
    }
    _ = try store.publish(outputs, provenance: .sample(record))
    for (port, artifact) in outputs {
      let shape = artifact.datasets[0].elements.shape
      for rows in [0..<1, 0..<shape[0] / 3, shape[0] / 3..<shape[0] + 5, 0..<shape[0]] {
        let part = try store.load(record.key, port: port, rows: rows)
        #expect(part.rowCount == shape[0])
        #expect(part.artifact.attributes == artifact.attributes)
        let width = shape.dropFirst().reduce(1, *)
        let known = rows.clamped(to: 0..<shape[0])
        let expected = artifact.datasets[0].elements.part(
          known.lowerBound * width..<known.upperBound * width, [known.count] + shape.dropFirst())
        #expect(part.artifact[dataset: "data"] == expected, "\(port) \(rows)")
      }
    }
  }

  @Test(arguments: [1, 3]) func packsOnlyWhatPays(_ threads: Int) throws {
    func isPacked(_ name: String) throws -> Bool {
      let elements = try #require(Self.arrays[name])
      return try PackedChunks(elements, threads: threads) != nil
    }
    #expect(try isPacked("smooth"))
    #expect(try isPacked("half"))
    #expect(try !isPacked("noise"))
    #expect(try PackedChunks(.uint8(Tensor(shape: [100], repeating: 0)), threads: threads) == nil)
  }

  /// Chunks are runs of the array that cover it once.
  @Test func chunksCoverTheArray() throws {
    let shapes = [
      [10], [7, 5], [3, 1, 9], [1, 1, 1], [181, 217, 181], [2, 3, 300_001], [5, 1, 1],
    ]
    for shape in shapes {
      let layout = ChunkLayout(dividing: shape, width: 4, bytes: 1 << 18)
      #expect(layout.chunkBytes <= 1 << 18)
      var end = 0
      for (_, range) in layout.chunks {
        #expect(range.lowerBound == end && range.count <= layout.chunkBytes)
        end = range.upperBound
      }
      #expect(end == shape.reduce(4, *))
      let again = try #require(ChunkLayout(shape: shape, extents: layout.extents, width: 4))
      #expect(again.chunks.map(\.range) == layout.chunks.map(\.range))
      #expect(again.chunks.map(\.offset) == layout.chunks.map(\.offset))
    }
    #expect(ChunkLayout(shape: [8, 8], extents: [4, 4], width: 4) == nil)
    #expect(ChunkLayout(shape: [8, 8], extents: [0, 8], width: 4) == nil)
    #expect(ChunkLayout(shape: [8, 8], extents: [8], width: 4) == nil)
  }

  /// Damaged and unfitting packed bytes are refused.
  @Test func refusesDamage() throws {
    let packing = ChunkPacking(width: 4)
    let bytes = [UInt8](repeating: 3, count: 4096)
    var packed = try #require(bytes.withUnsafeBytes { packing.packed($0, chunkBytes: 4096) })
    var target = [UInt8](repeating: 0, count: 4096)
    func unpack(chunkBytes: Int) -> Bool {
      packed.withUnsafeBytes { packed in
        target.withUnsafeMutableBytes {
          packing.unpack(packed, chunkBytes: chunkBytes, into: $0)
        }
      }
    }
    #expect(unpack(chunkBytes: 4096))
    #expect(target == bytes)
    #expect(!unpack(chunkBytes: 8192))
    packed[packed.count - 1] ^= 1
    #expect(!unpack(chunkBytes: 4096))
    packed.removeLast(3)
    #expect(!unpack(chunkBytes: 4096))
  }

  /// h5py reads what was packed here.
  @Test(.enabled(if: Repository.python != nil)) func h5pyReadsThem() throws {
    let folder = TestFolder()
    let store = try Store(at: folder.path)
    let record = KeyRecord.sample()
    _ = try store.publish(
      Self.arrays.mapValues { Artifact(type: .volume, datasets: [Dataset("data", $0)]) },
      provenance: .sample(record))
    let reader = try TextFile.read("\(Repository.root)/Tests/Support/python/read_object.py")
    let ports = try Value(
      json: Repository.run(python: reader, [store.path(of: record.key)]))["ports"]
    for (port, elements) in Self.arrays {
      var hasher = ByteHasher()
      elements.withBytes { hasher.update($0) }
      let found = ports?[port]?["datasets"]?["data"]
      #expect(found?["sha256"] == .string(hasher.finalize().hex), "\(port)")
    }
  }

  /// What h5py packs is read: its own chunk shapes, chunks that deflate did not shrink, big-endian
  /// numbers, no chunks.
  @Test(.enabled(if: Repository.python != nil)) func readsWhatH5pyWrote() throws {
    let folder = TestFolder()
    let path = folder.path + "/foreign.h5"
    _ = try Repository.run(
      python: """
        import sys, h5py, numpy as np
        rng = np.random.default_rng(1)
        x = np.arange(60 * 50 * 40, dtype="f4").reshape(60, 50, 40)
        with h5py.File(sys.argv[1], "w") as f:
            g = f.create_group("data")
            packed = dict(compression="gzip", shuffle=True)
            g.create_dataset("guessed", data=x, **packed)
            g.create_dataset("runs", data=x, chunks=(7, 50, 40), **packed)
            g.create_dataset("mixed", data=np.where(x < 60000, x, rng.random(x.shape, "f4")),
                             chunks=(7, 50, 40), **packed)
            g.create_dataset("big", data=x.astype(">f4"), chunks=(7, 50, 40), **packed)
            g.create_dataset("plain", data=x)
            g.create_dataset("sparse", shape=x.shape, dtype="f4", chunks=(6, 50, 40), **packed)
            g["sparse"][:] = x
        """, [path])
    let ramp = (0..<120_000).map { Float($0) }
    let handles = OpenHandles()
    let group = try HDF5.locked {
      let file = handles.keep(try Handle("open") { H5Fopen(path, lb_H5F_ACC_RDONLY(), 0) })
      return handles.keep(try Handle("open") { H5Gopen2(file, "data", 0) })
    }
    for name in ["guessed", "runs", "big", "plain", "sparse", "mixed"] {
      guard case .float32(let found) = try HDF5.readElements(named: name, from: group).elements
      else {
        Issue.record("\(name) is not binary32")
        continue
      }
      #expect(found.shape == [60, 50, 40])
      let known = name == "mixed" ? 60_000 : 120_000
      #expect(found.values.prefix(known) == ramp.prefix(known), "\(name)")
      let rows = try HDF5.readElements(named: name, from: group, rows: 5..<23)
      #expect(rows.extent == 60)
      #expect(
        rows.elements
          == .float32(Tensor(shape: [18, 50, 40], values: Array(found.values[10_000..<46_000]))))
      #expect(name != "mixed" || found.values.suffix(60_000).allSatisfy { 0 <= $0 && $0 < 1 })
    }
  }
}

extension DatasetElements {
  fileprivate func part(_ run: Range<Int>, _ shape: [Int]) -> DatasetElements {
    func part<Element>(_ tensor: Tensor<Element>) -> Tensor<Element> {
      Tensor(shape: shape, values: Array(tensor.values[run]))
    }
    return switch self {
    case .uint8(let tensor): .uint8(part(tensor))
    case .int16(let tensor): .int16(part(tensor))
    case .int32(let tensor): .int32(part(tensor))
    case .int64(let tensor): .int64(part(tensor))
    case .float32(let tensor): .float32(part(tensor))
    case .float64(let tensor): .float64(part(tensor))
    case .string(let tensor): .string(part(tensor))
    }
  }

  fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch self {
    case .uint8(let tensor): tensor.values.withUnsafeBytes(body)
    case .int16(let tensor): tensor.values.withUnsafeBytes(body)
    case .int32(let tensor): tensor.values.withUnsafeBytes(body)
    case .int64(let tensor): tensor.values.withUnsafeBytes(body)
    case .float32(let tensor): tensor.values.withUnsafeBytes(body)
    case .float64(let tensor): tensor.values.withUnsafeBytes(body)
    case .string: break
    }
  }
}
