import Foundation
import Support

/// A folder with a manifest of short jobs, and a scheduler of a few lines of shell whose tasks are
/// processes in the background.
struct ShellCluster {
  let folder: TemporaryFolder
  let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(
      in: folder.path,
      environment: ["HOME": folder.path].merging(SlurmNode.shared?.environment ?? [:]) { $1 })
    try folder.write("sched.sh", Self.scheduler)
    try folder.write(
      "profiles.yaml",
      """
      profiles:
        lines:
          submit: sh \(folder.path)/sched.sh submit $tasks $script $folder
          states: sh \(folder.path)/sched.sh states
          cancel: sh \(folder.path)/sched.sh cancel $id
        slurm: {memory: 512 MiB, time: 10m}
      """)
  }

  /// Submits `$2` tasks that run the script `$3`, with their output in the folder `$4`.
  static let scheduler = """
    base=$(dirname "$0")/sched; mkdir -p $base
    case $1 in
    submit) id=$(($(ls $base | wc -l) + 1))
      # Two may submit at once.
      until mkdir $base/$id 2>/dev/null; do id=$((id + 1)); done; i=0
      while [ $i -lt $2 ]; do
        LASTBIT_TASK=$i setsid sh $3 > $4/task-$i.log 2>&1 < /dev/null &
        echo $! > $base/$id/$i; i=$((i + 1))
      done
      echo "Your job-array $id.1 has been submitted" | tr -d . ;;
    states) for d in $base/*; do
        for p in $d/*; do
          # What is dead and was not waited for is no task that runs.
          grep -q '^State:[[:space:]]*[RSDTtI]' /proc/$(cat $p)/status 2>/dev/null &&
            echo "$(basename $d)1 running"
        done
      done; true ;;
    cancel) for p in $base/${2%1}/*; do kill -TERM -- -$(cat $p); done; true ;;
    esac
    """

  /// `count` jobs that note that they ran, and one that reads them all.
  func write(count: Int, body: String = "sleep 0.2") throws {
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      stages:
        made:
          shell: |
            echo $n >> \(folder.path)/ran.txt
            \(body)
            echo $n > $out
          out: {out: {path: out.txt, type: file}}
          sweep: {n: 1..\(count)}
          tools: [sleep]
        all:
          shell: cat $parts | sort -n > $out
          in: {parts: made}
          over: [n]
          out: {out: {path: out.txt, type: file}}
          export: all.txt
      """)
  }

  /// The jobs that ran, each as often as it did.
  var ran: [Int] {
    let text = (try? String(contentsOfFile: folder.path("ran.txt"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { Int($0) }.sorted()
  }

  /// What the last job gave.
  func all() throws -> [Int] {
    try String(contentsOfFile: folder.path("all.txt"), encoding: .utf8).split(separator: "\n")
      .compactMap { Int($0) }
  }
}
