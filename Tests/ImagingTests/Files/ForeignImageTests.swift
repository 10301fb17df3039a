import Arithmetic
import Foundation
import Imaging
import Support
import Testing

/// Images of other programs, voxel for voxel as nibabel reads them; skipped where no Python with nibabel
/// is named. `LASTBIT_FOREIGN_IMAGES` names more of them, or folders, separated by colons.
@Suite(.enabled(if: Repository.python != nil)) struct ForeignImageTests {
  @Test func equalNibabels() throws {
    let folder = try TemporaryFolder()
    let script = try TextFile.read("\(Repository.root)/Tests/Support/python/foreign_images.py")
    let named = ProcessInfo.processInfo.environment["LASTBIT_FOREIGN_IMAGES"] ?? ""
    let more = named.split(separator: ":").map(String.init)
    let lines = try Repository.run(python: script, [folder.path] + more).split(separator: "\n")
    #expect(lines.count >= 131)
    var furthest = 0.0
    for line in lines {
      let fields = line.split(separator: "\t").map(String.init)
      try #require(fields.count == 15)
      let volume = Int(fields[2]).flatMap { $0 < 0 ? nil : $0 }
      let name = fields[0].split(separator: "/").last ?? ""
      let image: ImageFile.Image
      do { image = try ImageFile.read(fields[0], ImageOptions(volume: volume)) } catch {
        Issue.record("\(name): \(error)")
        continue
      }
      let wanted = try Data(contentsOf: URL(fileURLWithPath: fields[1])).withUnsafeBytes {
        Array($0.bindMemory(to: Double.self))
      }
      let found = image.volume.voxels.doubles
      #expect(found.count == wanted.count, "\(name)")
      let differing = zip(found, wanted).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
      #expect(differing == 0, "\(name): \(differing) voxels")
      let affine = fields[3...].compactMap { Double($0) }
      let grid = try ImageFile.inspect(fields[0], ImageOptions(volume: volume))
      #expect(grid == image.volume.grid, "\(name)")
      for (mine, theirs) in zip(grid.affine.rows, affine) {
        furthest = max(furthest, abs(mine - theirs) / max(1, abs(theirs)))
      }
      #expect(
        zip(grid.affine.rows, affine).allSatisfy { abs($0 - $1) <= 2e-6 * max(1, abs($1)) },
        "\(name): \(grid.affine.rows) \(affine)")
    }
    print("\(lines.count) images equal nibabel's; affines within \(furthest)")
  }
}
