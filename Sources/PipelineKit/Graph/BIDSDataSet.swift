/// The files of a BIDS data set: `sub-<label>[/ses-<label>][/<datatype>]/<entities>_<suffix><extension>`.
struct BIDSDataSet {
  struct File {
    /// The path below the data set's folder.
    var path: String
    /// Values by long name: `subject`, `session`, `run`, ….
    var entities: [String: String]
    var suffix: String
    var fileExtension: String
    var place: Place
  }

  /// The folders that a file lies in.
  struct Place: Hashable {
    var subject: String
    var session: String?
    var datatype: String?

    var path: String {
      (["sub-" + subject] + (session.map { ["ses-" + $0] } ?? []) + (datatype.map { [$0] } ?? []))
        .joined(separator: "/")
    }
  }

  /// Labels of the `sub-` folders, in order.
  private(set) var subjects: [String] = []
  /// The `ses-` folders, in order.
  private(set) var sessions: [Place] = []
  private(set) var files: [File] = []
  /// Folders beside the subjects that are called almost as they are: `Sub-01`, `sub_01`, `sub01`.
  private(set) var misnamed: [String] = []
  /// Files whose names are not of BIDS.
  private(set) var strays: [(name: String, place: Place)] = []

  /// Looks through every `sub-` folder of `root`; `nil` where there is none.
  init?(root: String) {
    for name in Folder.names(in: root) ?? [] {
      if name.hasPrefix("sub-"), Folder.isFolder(root + "/" + name) {
        subjects.append(String(name.dropFirst(4)))
      } else if Self.isAlmostSubject(name), Folder.isFolder(root + "/" + name) {
        misnamed.append(name)
      }
    }
    guard !subjects.isEmpty else { return nil }
    for subject in subjects {
      let subject = Place(subject: subject)
      for name in readFolder(subject, root) {
        guard name.hasPrefix("ses-") else {
          addDatatype(name, in: subject, root)
          continue
        }
        var session = subject
        session.session = String(name.dropFirst(4))
        sessions.append(session)
        for name in readFolder(session, root) { addDatatype(name, in: session, root) }
      }
    }
  }

  private static func isAlmostSubject(_ name: String) -> Bool {
    let name = name.lowercased()
    guard name.hasPrefix("sub"), let next = name.dropFirst(3).first else { return false }
    return next == "-" || next == "_" || next.isNumber
  }

  /// Adds the files of a subject or session; the names of the folders beside them.
  private mutating func readFolder(_ place: Place, _ root: String) -> [String] {
    (Folder.names(in: root + "/" + place.path) ?? []).filter { name in
      if let file = Self.parse(name, in: place) {
        files.append(file)
        return false
      }
      return Folder.isFolder("\(root)/\(place.path)/\(name)")
    }
  }

  private mutating func addDatatype(_ name: String, in place: Place, _ root: String) {
    var place = place
    place.datatype = name
    for name in Folder.names(in: root + "/" + place.path) ?? [] {
      if let file = Self.parse(name, in: place) {
        files.append(file)
      } else {
        strays.append((name, place))
      }
    }
  }

  /// Reads `sub-01_ses-02_run-1_T1w.nii.gz`; `nil` where a name is not of this form.
  static func parse(_ name: String, in place: Place) -> File? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    var parts = name[..<dot].split(separator: "_", omittingEmptySubsequences: false)
    guard let suffix = parts.popLast(), !suffix.isEmpty, !suffix.contains("-") else { return nil }
    var entities: [String: String] = [:]
    for part in parts {
      guard let dash = part.firstIndex(of: "-") else { return nil }
      let key = BIDSEntity.longName(of: String(part[..<dash]))
      let value = String(part[part.index(after: dash)...])
      guard !value.isEmpty, entities.updateValue(value, forKey: key) == nil else { return nil }
    }
    guard entities["subject"] != nil else { return nil }
    return File(
      path: place.path + "/" + name, entities: entities, suffix: String(suffix),
      fileExtension: String(name[dot...]), place: place)
  }
}

extension BIDSDataSet.File {
  var name: String { PathText.name(of: path) }

  /// The value of an entity by its long name, or of the words of names that are none but tell files
  /// apart as well: `datatype` and `extension`.
  subscript(entity: String) -> String? {
    switch entity {
    case "datatype": place.datatype
    case "extension": fileExtension
    default: entities[entity]
    }
  }

  /// Whether name and folders agree on subject and session, as BIDS requires; a folder for the
  /// session may be missing.
  var liesInItsFolder: Bool {
    place.subject == entities["subject"]
      && (place.session == nil || place.session == entities["session"])
  }
}
