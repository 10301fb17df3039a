/// One of the three anatomical planes, as a picture shows it: left side of the brain on the left,
/// anterior or superior up, and the nose of a sagittal slice to the right.
package enum SlicePlane: CaseIterable {
  case sagittal, coronal, axial

  package var name: String {
    switch self {
    case .sagittal: "sagittal"
    case .coronal: "coronal"
    case .axial: "axial"
    }
  }

  /// The axis that the slice stands on (0 right, 1 anterior, 2 superior).
  package var normal: Int {
    switch self {
    case .sagittal: 0
    case .coronal: 1
    case .axial: 2
    }
  }

  /// The axis that runs to the right of the picture, and the one that runs up.
  package var across: Int { self == .sagittal ? 1 : 0 }
  package var up: Int { self == .axial ? 1 : 2 }

  /// Letters at the left, right and top edge of the picture.
  package var letters: (left: String, right: String, top: String) {
    switch self {
    case .sagittal: ("P", "A", "S")
    case .coronal: ("L", "R", "S")
    case .axial: ("L", "R", "A")
    }
  }

  /// The indices of the voxels in the picture, row by row from the top left; `nil` outside the view.
  package func voxels(_ view: AnatomicalView, _ window: ViewWindow) -> (indices: [Int?], width: Int)
  {
    var place = window.centre
    var indices: [Int?] = []
    let inside = view.shape.map { 0..<$0 }
    for vertical in window.ranges[up].reversed() {
      for horizontal in window.ranges[across] {
        place[up] = vertical
        place[across] = horizontal
        let isInside = inside[up].contains(vertical) && inside[across].contains(horizontal)
        indices.append(isInside ? view.index(place[0], place[1], place[2]) : nil)
      }
    }
    return (indices, window.ranges[across].count)
  }
}
