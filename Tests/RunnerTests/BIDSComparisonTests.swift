import Foundation
import Support
import Testing

/// Sources that are BIDS data sets hold the files that pybids finds.
@Suite struct BIDSComparisonTests {
  /// Layouts that public data sets have: every kind of entity and datatype, with sessions for all
  /// subjects, some or none, and derivatives.
  private static let paths: [String: [String]] = [
    "plain": [
      "participants.tsv", "task-rest_bold.json", "sub-01/anat/sub-01_T1w.nii.gz",
      "sub-01/anat/sub-01_inplaneT2.nii.gz", "sub-01/func/sub-01_task-rest_run-01_bold.nii.gz",
      "sub-01/func/sub-01_task-rest_run-02_bold.nii.gz",
      "sub-01/func/sub-01_task-rest_run-01_events.tsv", "sub-02/anat/sub-02_T1w.nii.gz",
      "sub-02/anat/sub-02_T1w.json", "sub-02/dwi/sub-02_dwi.nii.gz", "sub-02/dwi/sub-02_dwi.bval",
    ],
    "sessions": [
      "sub-01/sub-01_sessions.tsv", "sub-01/ses-1/sub-01_ses-1_scans.tsv",
      "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz", "sub-01/ses-2/anat/sub-01_ses-2_T1w.nii.gz",
      "sub-01/ses-1/fmap/sub-01_ses-1_run-1_phasediff.nii.gz",
      "sub-01/ses-1/fmap/sub-01_ses-1_run-1_magnitude1.nii.gz", "sub-02/anat/sub-02_T1w.nii.gz",
    ],
    "parametric": [
      "sub-01/anat/sub-01_inv-1_part-mag_MP2RAGE.nii.gz",
      "sub-01/anat/sub-01_inv-1_part-phase_MP2RAGE.nii.gz",
      "sub-01/anat/sub-01_inv-2_part-mag_MP2RAGE.nii.gz", "sub-01/anat/sub-01_UNIT1.nii.gz",
      "sub-01/anat/sub-01_echo-1_flip-1_mt-on_MPM.nii.gz",
      "sub-01/anat/sub-01_echo-2_flip-1_mt-off_MPM.nii.gz",
      "sub-01/anat/sub-01_acq-hi_ce-gad_rec-norm_run-1_T1w.nii.gz",
      "sub-01/anat/sub-01_rec-norm_T1w.nii.gz", "sub-01/fmap/sub-01_acq-fl_dir-AP_epi.nii.gz",
      "sub-01/anat/sub-01_chunk-1_T2w.nii.gz", "sub-01/anat/sub-01_chunk-2_T2w.nii.gz",
    ],
    "recordings": [
      "sub-1/eeg/sub-1_task-a_channels.tsv", "sub-1/meg/sub-1_task-a_channels.tsv",
      "sub-1/eeg/sub-1_task-a_eeg.edf", "sub-1/func/sub-1_task-a_recording-eye_physio.tsv.gz",
      "sub-1/pet/sub-1_trc-FDG_pet.nii.gz", "sub-1/micr/sub-1_sample-A_stain-LFB_chunk-01_SEM.png",
    ],
    "derivative": [
      "sub-01/anat/sub-01_desc-preproc_T1w.nii.gz",
      "sub-01/anat/sub-01_space-MNI152NLin6Asym_desc-preproc_T1w.nii.gz",
      "sub-01/anat/sub-01_space-MNIInfant+1_res-2_label-GM_probseg.nii.gz",
      "sub-01/anat/sub-01_label-GM_probseg.nii.gz", "sub-01/anat/sub-01_hemi-L_pial.surf.gii",
      "sub-01/anat/sub-01_hemi-R_pial.surf.gii",
      "sub-01/anat/sub-01_from-T1w_to-fsnative_mode-image_xfm.txt",
      "sub-01/func/sub-01_task-rest_space-fsaverage5_hemi-L_den-10k_bold.func.gii",
    ],
  ]

  @Test func listsArePybids() throws {
    guard let python = Repository.python, (try? Repository.run(python: "import bids", [])) != nil
    else { return }
    let folder = try TemporaryFolder()
    let names = Self.paths.sorted { $0.key < $1.key }.flatMap { name, paths in
      paths.map { "\(name)/\($0)" }
    }
    try folder.write("paths.txt", names.joined(separator: "\n") + "\n")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      "\(Repository.root)/scripts/compare-with-pybids", "--lastbit", Lastbit.binary,
      folder.path("paths.txt"),
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("5 data sets, "))
  }
}
