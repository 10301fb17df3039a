/// Values as arrays of one element type: the form in which attributes are stored where they can be.
extension Value {
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// The text, where a C string can hold it.
  var text: String? {
    guard case .string(let value) = self, !value.utf8.contains(0) else { return nil }
    return value
  }

  /// Shape and elements of a scalar, a list, or a list of equally long lists, where every element
  /// passes `element`; `nil` for all else, and where a list is empty.
  func array<Element>(of element: (Value) -> Element?) -> (shape: [Int], elements: [Element])? {
    guard case .list(let items) = self else { return element(self).map { ([], [$0]) } }
    guard !items.isEmpty else { return nil }
    var elements: [Element] = []
    var width: Int?
    for item in items {
      var row = [item]
      var rowWidth = 0
      if case .list(let inner) = item {
        row = inner
        rowWidth = inner.count
        if inner.isEmpty { return nil }
      }
      guard width == nil || width == rowWidth else { return nil }
      width = rowWidth
      for item in row {
        guard let value = element(item) else { return nil }
        elements.append(value)
      }
    }
    guard let width else { return nil }
    return (width == 0 ? [items.count] : [items.count, width], elements)
  }

  /// Nests `elements` into lists of `shape`; `[]` gives the one element itself.
  init(_ elements: [Value], shape: ArraySlice<Int>) {
    guard let extent = shape.first else {
      self = elements.first ?? .null
      return
    }
    let width = extent == 0 ? 0 : elements.count / extent
    self = .list(
      (0..<extent).map {
        Value(Array(elements[$0 * width..<($0 + 1) * width]), shape: shape.dropFirst())
      })
  }
}
