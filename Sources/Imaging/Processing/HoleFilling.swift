public import Arithmetic

extension Morphology {
  /// `mask`, `[X, Y, Z]`, with every hole filled: what is 0 and not connected with the border of the volume
  /// through faces (6 neighbours), as the package fill_voids does.
  public static func filled(_ mask: Tensor<UInt8>) -> Tensor<UInt8> {
    precondition(mask.shape.count == 3, "a mask has three dimensions, not \(mask.shape)")
    let (x, y, z) = (mask.shape[0], mask.shape[1], mask.shape[2])
    var result = Tensor<UInt8>(shape: mask.shape, repeating: 1)
    var open: [Int] = []
    mask.values.withUnsafeBufferPointer { source in
      func reach(_ voxel: Int) {
        guard source[voxel] == 0, result.values[voxel] == 1 else { return }
        result.values[voxel] = 0
        open.append(voxel)
      }
      for i in 0..<x {
        for j in 0..<y {
          let line = (i * y + j) * z
          if i == 0 || i == x - 1 || j == 0 || j == y - 1 {
            for k in 0..<z { reach(line + k) }
          } else if z > 0 {
            reach(line)
            reach(line + z - 1)
          }
        }
      }
      while let voxel = open.popLast() {
        let (line, k) = voxel.quotientAndRemainder(dividingBy: z)
        let (i, j) = line.quotientAndRemainder(dividingBy: y)
        if i > 0 { reach(voxel - y * z) }
        if i < x - 1 { reach(voxel + y * z) }
        if j > 0 { reach(voxel - z) }
        if j < y - 1 { reach(voxel + z) }
        if k > 0 { reach(voxel - 1) }
        if k < z - 1 { reach(voxel + 1) }
      }
    }
    return result
  }
}
