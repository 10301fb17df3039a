/// Files of a BIDS data set: `sub-<label>[/ses-<label>]/<datatype>/<entities>_<suffix><extension>`.
enum BIDSFiles {
  struct File {
    var path: String
    /// Values by long name: `subject`, `session`, `run`, ….
    var entities: [String: String]
    var suffix: String
    var fileExtension: String
  }

  /// Files under every `sub-` folder of `root`, in order, where `subjects` is `nil` or holds it;
  /// `nil` where there is no such folder.
  static func list(root: String, datatype: String?) -> [File]? {
    let subjects = (Folder.names(in: root) ?? []).filter {
      $0.hasPrefix("sub-") && Folder.isFolder(root + "/" + $0)
    }
    guard !subjects.isEmpty else { return nil }
    var files: [File] = []
    for subject in subjects {
      let folder = root + "/" + subject
      let names = Folder.names(in: folder) ?? []
      let sessions = names.filter { $0.hasPrefix("ses-") }.map { folder + "/" + $0 }
      for parent in [folder] + sessions {
        let datatypes =
          datatype.map { [$0] }
          ?? (Folder.names(in: parent) ?? []).filter {
            !$0.hasPrefix("ses-") && Folder.isFolder(parent + "/" + $0)
          }
        for datatype in datatypes {
          for name in Folder.names(in: parent + "/" + datatype) ?? [] {
            guard let file = parse(name, in: parent + "/" + datatype) else { continue }
            files.append(file)
          }
        }
      }
    }
    return files
  }

  /// Reads `sub-01_ses-02_run-1_T1w.nii.gz`; `nil` where a name is not of this form.
  static func parse(_ name: String, in folder: String) -> File? {
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
      path: folder + "/" + name, entities: entities, suffix: String(suffix),
      fileExtension: String(name[dot...]))
  }
}
