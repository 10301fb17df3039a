import Testing

@testable import PipelineKit

/// Sources that are BIDS data sets.
@Suite struct BIDSSourceTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func manifest(_ source: String) -> String {
    """
    lastbit: 1
    sources:
      a: {bids: \(source)}
    stages:
      s: {uses: test/smooth, in: {image: a}}
    """
  }

  private func coordinates(_ source: String) throws -> [String] {
    try workspace.load(manifest(source)).jobs.map(\.coordinates.description)
  }

  /// The names of the files that a source finds.
  private func files(_ source: String) throws -> [String] {
    try workspace.load(manifest(source)).jobs.compactMap { job in
      guard case .file(let source)? = job.inputs.first?.items.first?.origin else { return nil }
      return PathText.name(of: source.path)
    }
  }

  /// The first message.
  private func problem(_ source: String) throws -> String {
    let problems = try workspace.problems(manifest(source))
    #expect(problems.count(of: "error:") == 1, "\(problems)")
    let first = problems.split(separator: "\n").first { $0.contains("error: ") } ?? ""
    return first.split(separator: "error: ", maxSplits: 1).last.map(String.init) ?? ""
  }

  private func warnings(_ source: String) throws -> [String] {
    try workspace.warnings(manifest(source))
  }

  @Test func subjectSessionAndRunAreAxesWhereFilesHaveThem() throws {
    try workspace.touch(
      "b/dataset_description.json", "b/sub-0051/anat/sub-0051_T1w.nii.gz",
      "b/sub-0051/anat/sub-0051_T1w.json", "b/sub-02/anat/sub-02_T1w.nii.gz",
      "b/sub-02/anat/sub-02_acq-hi_T2w.nii.gz", "b/sub-02/anat/sub-02_acq-lo_T2w.nii.gz",
      "c/sub-01/ses-a/anat/sub-01_ses-a_run-1_T1w.nii",
      "c/sub-01/ses-a/anat/sub-01_ses-a_run-2_T1w.nii",
      "c/sub-01/ses-b/anat/sub-01_ses-b_run-1_T1w.nii", "c/sub-01/ses-b/func/sub-01_ses-b_bold.nii",
      "f/x")
    #expect(try coordinates("b, suffix: T1w") == ["subject=0051", "subject=02"])
    #expect(try coordinates("b, suffix: T1w, subject: [0051]") == ["subject=0051"])
    #expect(try coordinates("b, suffix: T1w, sub: sub-0051") == ["subject=0051"])
    #expect(try coordinates("b, suffix: T2w, acq: lo") == ["subject=02"])
    #expect(
      try coordinates("c, suffix: T1w, datatype: anat") == [
        "subject=01 session=a run=1", "subject=01 session=a run=2", "subject=01 session=b run=1",
      ])
    #expect(
      try problem("b, suffix: T2w")
        == "two files for subject=02: 'sub-02_acq-hi_T2w.nii.gz' and 'sub-02_acq-lo_T2w.nii.gz'; "
        + "they differ in acquisition: choose with a filter such as 'acquisition: hi', or name the "
        + "axes: 'axis: [subject, acquisition]'")
    #expect(
      try problem("b, suffix: T1, datatype: anat")
        == "no file '*_T1.nii.gz|.nii' under 'anat' in 'b'; did you mean 'T1w'?")
    #expect(
      try problem("b, suffix: T1w, datatype: ant")
        == "no file '*_T1w.nii.gz|.nii' under 'ant' in 'b'; did you mean 'anat'?")
    #expect(
      try problem("b, suffix: T1w, extension: mgz")
        == "no file '*_T1w.mgz' in 'b'; such files end in .json, .nii.gz; say which with 'extension'"
    )
    #expect(try problem("f, suffix: T1w") == "no 'sub-…' folder in 'f'")
    #expect(try problem("g, suffix: T1w") == "there is no folder 'g'")
    #expect(
      try problem("b, suffix: T1w, subject: [02, 51]")
        == "no T1w file of 'b' has subject '51'; there are 0051, 02")
    #expect(
      try problem("b, suffix: T1w, subjet: 02")
        == "unknown key 'subjet' in source 'a'; did you mean 'subject'?")
  }

  @Test func sessionsThatOnlySomeSubjectsHave() throws {
    try workspace.touch(
      "e/sub-01/anat/sub-01_T1w.nii", "e/sub-02/ses-1/anat/sub-02_ses-1_T1w.nii",
      "e/sub-02/ses-2/anat/sub-02_ses-2_T1w.nii")
    #expect(
      try coordinates("e, suffix: T1w")
        == ["subject=01 session=none", "subject=02 session=1", "subject=02 session=2"])
    #expect(try coordinates("e, suffix: T1w, session: none") == ["subject=01"])
    #expect(
      try coordinates("e, suffix: T1w, ses: [none, 2]")
        == ["subject=01 session=none", "subject=02 session=2"])
  }

  @Test func everyEntityCanBeAnAxis() throws {
    try workspace.touch(
      "m/sub-1/anat/sub-1_echo-1_part-mag_MEGRE.nii",
      "m/sub-1/anat/sub-1_echo-1_part-phase_MEGRE.nii",
      "m/sub-1/anat/sub-1_echo-2_part-mag_MEGRE.nii", "m/sub-1/anat/sub-1_echo-2_MEGRE.nii",
      "m/sub-1/eeg/sub-1_channels.tsv", "m/sub-1/meg/sub-1_channels.tsv")
    #expect(
      try coordinates("m, suffix: MEGRE, axis: [sub, echo, part]") == [
        "subject=1 echo=1 part=mag", "subject=1 echo=1 part=phase", "subject=1 echo=2 part=none",
        "subject=1 echo=2 part=mag",
      ])
    #expect(
      try coordinates("m, suffix: MEGRE, axis: {e: echo}, part: [mag]") == ["e=1", "e=2"])
    #expect(
      try problem("m, suffix: MEGRE, axis: [subject, echo]")
        == "two files for subject=1 echo=1: 'sub-1_echo-1_part-mag_MEGRE.nii' and "
        + "'sub-1_echo-1_part-phase_MEGRE.nii'; they differ in part: choose with a filter such as "
        + "'part: mag', or name the axes: 'axis: [subject, echo, part]'")
    #expect(
      try problem("m, suffix: MEGRE, axis: [subject, ech]")
        == "no MEGRE file of 'm' has the entity 'ech'; did you mean 'echo'?")
    #expect(
      try problem("m, suffix: MEGRE, axis: [subject, sub]") == "axes need different names")
    let channels = "m, suffix: channels, extension: .tsv, type: volume"
    #expect(
      try problem(channels)
        == "two files for subject=1: 'sub-1/eeg/sub-1_channels.tsv' and "
        + "'sub-1/meg/sub-1_channels.tsv'; they differ in datatype: choose with a filter such as "
        + "'datatype: eeg', or name the axes: 'axis: [subject, datatype]'")
    #expect(
      try coordinates(channels + ", axis: [subject, datatype]")
        == ["subject=1 datatype=eeg", "subject=1 datatype=meg"])
    #expect(try coordinates(channels + ", datatype: [meg]") == ["subject=1"])
  }

  @Test func filesWithoutAnEntity() throws {
    try workspace.touch(
      "d/sub-01/anat/sub-01_desc-preproc_T1w.nii",
      "d/sub-01/anat/sub-01_space-MNI_desc-preproc_T1w.nii",
      "d/sub-01/anat/sub-01_space-T1w_desc-preproc_T1w.nii")
    for none in ["none", "null", "~", "[null]", "\"none\""] {
      #expect(try files("d, suffix: T1w, space: \(none)") == ["sub-01_desc-preproc_T1w.nii"])
    }
    let two = "d, suffix: T1w, desc: preproc, axis: [subject, space]"
    for list in ["[MNI, none]", "[~, MNI]"] {
      #expect(
        try coordinates(two + ", space: \(list)") == [
          "subject=01 space=none", "subject=01 space=MNI",
        ])
    }
    #expect(
      try problem("d, suffix: T1w, desc: none")
        == "no T1w file of 'd' is without description; there are preproc")
    #expect(
      try problem("d, suffix: T1w, space: ")
        == "'space' must be a text, not nothing; write 'space: none' for files without it")
    #expect(
      try problem("d, suffix: T1w, space: []") == "'space' is an empty list, which no file matches")
  }

  @Test func aLabelThatIsCalledNone() throws {
    try workspace.touch("n/sub-01/anat/sub-01_acq-none_T1w.nii", "n/sub-01/anat/sub-01_T1w.nii")
    #expect(try files("n, suffix: T1w, acq: none") == ["sub-01_acq-none_T1w.nii"])
    #expect(try files("n, suffix: T1w, acq: null") == ["sub-01_T1w.nii"])
    #expect(
      try problem("n, suffix: T1w, axis: [subject, acq]")
        == "'acquisition=none' would be files with acquisition 'none' and files without it; take one "
        + "of them: 'acquisition: null' are the files without it")
  }

  @Test func numbersOfEntitiesAreWholeNumbers() throws {
    try workspace.touch(
      "r/sub-01/anat/sub-01_run-01_T1w.nii", "r/sub-01/anat/sub-01_run-02_T1w.nii",
      "r/sub-01/anat/sub-01_acq-01_T2w.nii")
    #expect(try coordinates("r, suffix: T1w, run: 1") == ["subject=01 run=01"])
    #expect(try coordinates("r, suffix: T1w, run: 002") == ["subject=01 run=02"])
    try workspace.touch(
      "w/sub-01/anat/sub-01_run-01_T1w.nii", "w/sub-02/anat/sub-02_run-1_T1w.nii")
    #expect(try coordinates("w, suffix: T1w, run: 1") == ["subject=01 run=01", "subject=02 run=1"])
    #expect(
      try warnings("w, suffix: T1w") == [
        "run is written '01' in some names and '1' in others; along the axis these are two values"
      ])
    #expect(
      try problem("r, suffix: T1w, run: 3") == "no T1w file of 'r' has run '3'; there are 01, 02")
    #expect(
      try problem("r, suffix: T2w, acq: 1")
        == "no T2w file of 'r' has acquisition '1'; did you mean '01'?")
  }

  @Test func namesAndFoldersMustAgree() throws {
    let hint = "BIDS wants the name to begin as the folders do: rename the file, or move it"
    try workspace.touch(
      "a/sub-02/anat/sub-01_T1w.nii", "a/sub-03/anat/sub-03_T1w.nii",
      "s/sub-01/ses-2/anat/sub-01_ses-1_T1w.nii", "s/sub-01/ses-2/anat/sub-01_T1w.nii",
      "t/sub-01/anat/sub-01_ses-1_T1w.nii")
    #expect(
      try problem("a, suffix: T1w")
        == "'sub-02/anat/sub-01_T1w.nii' lies in the folder of subject 02; \(hint)")
    #expect(try coordinates("a, suffix: T1w, subject: [03]") == ["subject=03"])
    for subject in ["01", "02"] {
      #expect(try problem("a, suffix: T1w, subject: [03, \(subject)]").hasSuffix(hint))
    }
    #expect(
      try problem("s, suffix: T1w")
        == "'sub-01/ses-2/anat/sub-01_T1w.nii' lies in the folder of session 2; so it is with 1 more; "
        + hint)
    #expect(try coordinates("t, suffix: T1w") == ["subject=01 session=1"])
  }

  @Test func leftOutSubjectsAreNamed() throws {
    try workspace.touch(
      "b/sub-01/anat/sub-01_T1w.nii", "b/sub-02/anat/sub-02_run-2_T1w.nii",
      "b/sub-03/anat/sub-03_T1W.nii", "b/sub-05/anat/sub-05_defaced_T1w.nii",
      "b/sub-a_b/anat/sub-a_b_T1w.nii", "b/sub-01/anat/sub-01_old_T1w.nii",
      "b/Sub-06/anat/sub-06_T1w.nii", "b/sub07/x", "b/subs/x")
    #expect(
      try warnings("b, suffix: T1w, run: none") == [
        "4 of 5 subjects of 'b' have no file '*_T1w.nii.gz|.nii' with run none: 02, 03, 05, a_b; "
          + "there are 'sub-05_defaced_T1w.nii', 'sub-a_b_T1w.nii', 'sub-03_T1W.nii' and 1 more",
        "1 file is left out, for want of a name of BIDS that ends as '*_T1w.nii.gz|.nii': "
          + "'sub-01_old_T1w.nii'",
        "2 folders of 'b' are left out: a subject's folder is called 'sub-…', not 'Sub-06', 'sub07'",
      ])
    #expect(try warnings("b, suffix: T1w, subject: [02]").count == 1)
  }

  @Test func leftOutSessionsAreNamed() throws {
    try workspace.touch(
      "l/sub-01/ses-1/anat/sub-01_ses-1_T1w.nii", "l/sub-01/ses-2/anat/sub-01_ses-2_T1w.nii",
      "l/sub-01/ses-3/func/sub-01_ses-3_bold.nii", "l/sub-02/ses-1/anat/sub-02_ses-1_T1w.nii",
      "l/sub-02/ses-2/func/sub-02_ses-2_bold.nii")
    #expect(
      try warnings("l, suffix: T1w") == [
        "1 of 4 sessions of 'l' has no file '*_T1w.nii.gz|.nii': 02 session 2"
      ])
    #expect(
      try warnings("l, suffix: T1w, session: 2") == [
        "1 of 2 subjects of 'l' has no file '*_T1w.nii.gz|.nii' with session 2: 02; there is "
          + "'sub-02_ses-1_T1w.nii'"
      ])
  }

  @Test func namesAreReadByEntity() throws {
    let place = BIDSDataSet.Place(subject: "01")
    let file = try #require(
      BIDSDataSet.parse("sub-01_ses-x_space-MNI_desc-brain_T1w.nii.gz", in: place))
    #expect(
      file.entities == ["subject": "01", "session": "x", "space": "MNI", "description": "brain"])
    #expect(file.suffix == "T1w")
    #expect(file.fileExtension == ".nii.gz")
    for name in ["x.nii", "sub-01.nii", "sub-_T1w.nii", "sub-01_sub-02_T1w.nii", "sub-01_T1w", ""] {
      #expect(BIDSDataSet.parse(name, in: place) == nil)
    }
  }
}
