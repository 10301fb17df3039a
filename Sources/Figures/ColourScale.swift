internal import Glibc

/// Colours for numbers: viridis, which grows evenly in lightness and survives grey printing and
/// colour-blind eyes (van der Walt and Smith 2015).
package enum ColourScale {
  /// The colour at `position`, interpolated linearly between eleven of the map's colours.
  ///
  /// - Parameter position: 0...1; what lies outside takes the colour of the nearer end.
  /// - Returns: red, green and blue, 0...255.
  package static func viridis(_ position: Double) -> [UInt8] {
    let place = min(max(position, 0), 1) * Double(anchors.count - 1)
    let below = min(Int(place), anchors.count - 2)
    let rest = place - Double(below)
    return (0..<3).map { channel in
      let (a, b) = (Double(anchors[below][channel]), Double(anchors[below + 1][channel]))
      return UInt8((a + rest * (b - a)).rounded())
    }
  }

  /// Whether white text is read better on a colour than black (relative luminance of WCAG 2.2).
  package static func isDark(_ colour: [UInt8]) -> Bool { luminance(colour) < 0.179 }

  /// Relative luminance, 0 for black and 1 for white (WCAG 2.2).
  package static func luminance(_ colour: [UInt8]) -> Double {
    let linear = colour.prefix(3).map { channel in
      let part = Double(channel) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  /// `#rrggbb`.
  package static func hexadecimal(_ colour: [UInt8]) -> String {
    "#" + colour.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Viridis at 0, 0.1, …, 1.
  private static let anchors: [[UInt8]] = [
    [68, 1, 84], [72, 36, 117], [65, 68, 135], [53, 95, 141], [42, 120, 142], [33, 145, 140],
    [34, 168, 132], [68, 191, 112], [122, 209, 81], [189, 223, 38], [253, 231, 37],
  ]
}
