import Arithmetic
import Networks
import PipelineKit

/// Values of every layer of a network at a few places, the same in every run: what measure/layer-bits
/// compares between repeats.
final class LayerSamples {
  private let places: Int
  private var nodes: [Int] = []
  private var layers: [String] = []
  private var operations: [String] = []
  private var indices: [Int] = []
  private var values: [Double] = []
  private var number = 0
  private var last: NetworkNode?

  /// - Parameter places: how many of each layer.
  init(places: Int) { self.places = places }

  /// What a run of a network tells of its nodes; `nil` where nothing is kept.
  var observe: ((NetworkNode, [NetworkTensor]) throws -> Void)? {
    places == 0 ? nil : { node, made in self.take(made, of: node) }
  }

  /// Takes values of what a node made.
  func take(_ made: [NetworkTensor], of node: NetworkNode) {
    guard case .real(let tensor)? = made.first else { return }
    take(tensor, of: node, chosen(node, tensor.count)) { $0 }
  }

  /// Takes values of a slab `[1, classes, n, Y, Z]` of what a node makes: those of the chosen places of the
  /// whole that lie in it.
  ///
  /// - Parameters:
  ///   - start: the slab's first index along the third axis.
  ///   - extent: of the whole along that axis.
  func take(_ slab: RealTensor, of node: NetworkNode, slab start: Int, of extent: Int) {
    let (thickness, plane) = (slab.shape[2], slab.shape[3] * slab.shape[4])
    let all = chosen(node, slab.shape[1] * extent * plane)
    let here = all.filter { (start..<start + thickness).contains($0 / plane % extent) }
    take(slab, of: node, here) { place in
      let (channel, rest) = place.quotientAndRemainder(dividingBy: extent * plane)
      return (channel * thickness - start) * plane + rest
    }
  }

  private func take(
    _ tensor: RealTensor, of node: NetworkNode, _ chosen: [Int], at index: (Int) -> Int
  ) {
    let name = node.layer.isEmpty ? node.name : node.layer.joined(separator: ".")
    if node != last { number += 1 }
    last = node
    for place in chosen {
      nodes.append(number)
      layers.append(name)
      operations.append(node.operation)
      indices.append(place)
      switch tensor {
      case .binary32(let own): values.append(Double(own.values[index(place)]))
      case .binary64(let own): values.append(own.values[index(place)])
      }
    }
  }

  /// Places in ascending order, from the node's name and its size alone.
  private func chosen(_ node: NetworkNode, _ count: Int) -> [Int] {
    guard count > places else { return Array(0..<min(count, places)) }
    let key = (node.layer + [node.outputs.first ?? ""]).joined(separator: ".").utf8
      .reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    let stream = RandomStream(key: key, stream: 0)
    var found: Set<Int> = []
    var draw: UInt64 = 0
    while found.count < places {
      found.insert(min(Int(stream.uniform(draw) * Double(count)), count - 1))
      draw += 1
    }
    return found.sorted()
  }

  /// One row a value, nodes in the order in which they run: node, layer, operation, place, value.
  var table: Table {
    Table([
      .init("node", .integers(nodes)), .init("layer", .text(layers)),
      .init("operation", .text(operations)),
      .init("place", .integers(indices)), .init("value", .numbers(values)),
    ])
  }
}
