import Imaging
import PipelineKit

/// The recipe of an image as a record, and back: an image can be made again from what was drawn.
extension ImageRecipe {
  private static let format = "image recipe"

  var content: Value {
    [
      "format": .string(Self.format),
      "contrast": .list(
        means.keys.sorted().map { label in
          [
            "label": .integer(Int(label)), "mean": .number(means[label] ?? 0),
            "deviation": .number(deviations[label] ?? 0),
          ]
        }),
      "deformation": .list(deformation.fields.map(Self.value)),
      "blur": .list(blur.map(Value.number)), "bias": bias.map(Self.value) ?? .null,
      "thickness": .list(thickness.map(Value.number)), "gamma": .number(gamma),
      "noise": .number(noise), "seed": .string(String(seed)),
    ]
  }

  /// - Throws: `StageError` where the record is no recipe.
  init(_ content: Value) throws {
    func wrong(_ what: String) -> StageError {
      StageError("the recipe is not one that synthesize/image put out: \(what)")
    }
    guard content["format"] == .string(Self.format) else { throw wrong("it says no format") }
    guard case .list(let contrast)? = content["contrast"] else { throw wrong("it has no contrast") }
    self.init()
    for entry in contrast {
      guard let label = entry["label"]?.double.flatMap({ Int32(exactly: $0) }),
        let mean = entry["mean"]?.double, let deviation = entry["deviation"]?.double
      else { throw wrong("an entry of its contrast has no label, mean and deviation") }
      means[label] = mean
      deviations[label] = deviation
    }
    func numbers(_ name: String) throws -> [Double] {
      guard case .list(let items)? = content[name], items.count == 3 else {
        throw wrong("'\(name)' has no three numbers")
      }
      return items.compactMap(\.double)
    }
    blur = try numbers("blur")
    thickness = try numbers("thickness")
    guard case .list(let fields)? = content["deformation"], let gamma = content["gamma"]?.double,
      let noise = content["noise"]?.double,
      let seed = content["seed"]?.text.flatMap({ UInt64($0) }),
      blur.count == 3, thickness.count == 3, blur.allSatisfy({ $0 >= 0 && $0 < 1000 }),
      thickness.allSatisfy({ $0 >= 1 && $0 < 1000 }), gamma > 0, noise >= 0
    else { throw wrong("a number is missing or out of its range") }
    (self.gamma, self.noise, self.seed) = (gamma, noise, seed)
    deformation = RandomDeformation(fields: try fields.map { try Self.field($0, components: 3) })
    if let bias = content["bias"], bias != .null { self.bias = try Self.field(bias, components: 1) }
  }

  private static func value(_ field: SmoothField) -> Value {
    [
      "shape": .list(field.shape.map { .integer($0) }),
      "values": .list(field.values.map(Value.number)),
    ]
  }

  private static func field(_ value: Value, components: Int) throws -> SmoothField {
    guard case .list(let shape)? = value["shape"], case .list(let values)? = value["values"] else {
      throw StageError("the recipe has a field without shape or values")
    }
    let extents = shape.compactMap { $0.double.flatMap { Int(exactly: $0) } }
    let numbers = values.compactMap(\.double)
    guard extents.count == 4, extents[0] == components,
      extents.allSatisfy({ (1...1024).contains($0) }), numbers.count == values.count,
      extents.reduce(1, *) == numbers.count, numbers.allSatisfy({ abs($0) < 1e6 })
    else { throw StageError("the recipe has a field whose values do not fill its shape") }
    return SmoothField(shape: extents, values: numbers)
  }
}
