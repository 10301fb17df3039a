import Arithmetic
import PipelineKit
internal import Synchronization

/// Samples in memory, a part of their numbers at a time, so that what is computed across them reads
/// each of them once.
struct SampleSlabs {
  /// Bytes of samples that are held at a time: where parts can be read, so few that their memory is
  /// used again and again; where they cannot, each slab means reading all, and there are few.
  private static let heldBytes = (parts: 1 << 25, wholes: 1 << 29)

  private let items: Many<SampleValues>
  private let first: SampleValues
  private let threads: Int
  private let progress: @Sendable (Double) throws -> Void
  /// Numbers under one first index.
  private let rowLength: Int
  private let readsParts: Bool
  /// Runs of numbers that cover all.
  let slabs: [Range<Int>]

  /// - Parameters:
  ///   - items: at least two.
  ///   - first: what the first item holds; every other must have its form.
  ///   - heldBytes: the bound, where it is another.
  init(
    items: Many<SampleValues>, first: SampleValues, threads: Int, heldBytes: Int? = nil,
    progress: @escaping @Sendable (Double) throws -> Void
  ) {
    self.items = items
    self.first = first
    self.threads = threads
    self.progress = progress
    // An affine has too few numbers to be cut; columns of a table are data sets of their own.
    readsParts = first.form.grid != nil && items.allSatisfy(\.source.readsParts)
    rowLength = max(1, first.elements.shape.dropFirst().reduce(1, *))
    let held = heldBytes ?? (readsParts ? Self.heldBytes.parts : Self.heldBytes.wholes)
    // Halved as the store halves arrays into chunks: slabs then end with chunks, as a rule.
    var rows = max(1, first.elements.shape.first ?? 1)
    while rows > 1, rows * rowLength * first.elements.width * items.count > held {
      rows = (rows + 1) / 2
    }
    let length = rows * rowLength
    slabs = stride(from: 0, to: first.count, by: length).map {
      $0..<min($0 + length, first.count)
    }
  }

  /// A slab of every sample, in the order of their coordinates.
  func load(_ slab: Int) throws -> [DatasetElements] {
    let loaded = Mutex([DatasetElements?](repeating: nil, count: items.count))
    try ParallelRuns.forEach(of: items.count, grain: 1, threads: threads) { indices in
      for index in indices {
        let part = try part(slabs[slab], of: index)
        let done = loaded.withLock { loaded in
          loaded[index] = part
          return loaded.count { $0 != nil }
        }
        let share = (Double(slab) + Double(done) / Double(items.count)) / Double(slabs.count)
        try progress(min(share, 1))
      }
    }
    return loaded.withLock { $0.compactMap { $0 } }
  }

  private func part(_ run: Range<Int>, of index: Int) throws -> DatasetElements {
    func part(of elements: DatasetElements) -> DatasetElements {
      run.count == first.count ? elements : elements.flattened(run)
    }
    if index == 0 { return part(of: first.elements) }
    let item = items[index]
    let rows = run.lowerBound / rowLength..<run.upperBound / rowLength
    if readsParts, let read = try item.source.load(rows: rows) {
      let sample = try SampleValues(read.artifact, name: item.name, rowCount: read.rowCount)
      try sample.requireSameForm(as: first, name: item.name, otherName: items[0].name)
      return sample.elements
    }
    let sample = try item.load()
    try sample.requireSameForm(as: first, name: item.name, otherName: items[0].name)
    return part(of: sample.elements)
  }
}
