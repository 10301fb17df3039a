import Foundation
import PipelineKit
import Support
import Synchronization
import Testing

@testable import Executors

/// Claims keep two processes, or threads, from running one job.
@Suite struct JobClaimTests {
  private let folder: TemporaryFolder
  private let key: JobKey

  init() throws {
    folder = try TemporaryFolder()
    key = try #require(JobKey(hex: String(repeating: "5", count: 64)))
  }

  private func take(_ holder: String = "me") throws -> JobClaim? {
    try JobClaim.take(key, in: folder.path, holder: holder) { true }
  }

  /// A claim that somebody left an hour ago, by the file system's clock.
  private func leaveExpired() throws {
    let path = try folder.write("claims/\(key)", "somebody 0")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: path)
  }

  @Test func aClaimLiesInTheStoreAsLongAsItHolds() throws {
    let claim = try #require(try take("me 7"))
    #expect(try folder.read("claims/\(key)") == Data("me 7".utf8))
    JobClaim.drop(key, in: folder.path, holder: "another")
    #expect(folder.exists("claims/\(key)"))
    claim.release()
    #expect(folder.files(under: "claims") == [])
  }

  /// A task may run thousands of jobs that take milliseconds.
  @Test func claimsShareOneThread() throws {
    func threads() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }
    let before = try threads()
    let claims = try (1000..<1300).map { number in
      let key = try #require(JobKey(hex: String(repeating: "\(number)", count: 16)))
      return try #require(
        try JobClaim.take(key, in: folder.path, holder: "me") { true })
    }
    // Tests beside this one have threads too, but not so many.
    #expect(try threads() - before < 150)
    for claim in claims { claim.release() }
    #expect(folder.files(under: "claims") == [])
  }

  /// Who waits for a claim looks whether there is still something to do.
  @Test func nobodyWaitsForWhatIsDone() throws {
    let claim = try #require(try take())
    let looks = Mutex(0)
    let other = try JobClaim.take(key, in: folder.path, holder: "other") {
      looks.withLock { looks in
        looks += 1
        return looks < 2
      }
    }
    #expect(other == nil)
    claim.release()
  }

  /// All of them find the same dead claim; each gets it in turn, and no two have it at once.
  @Test func manyAtOnceTakeAnExpiredClaimInTurn() throws {
    try leaveExpired()
    let holders = Mutex((now: 0, most: 0, total: 0))
    let folder = folder.path
    let key = key
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      do {
        let claim = try JobClaim.take(key, in: folder, holder: "\(index)") { true }
        holders.withLock { holders in
          holders.now += 1
          holders.total += 1
          holders.most = max(holders.most, holders.now)
        }
        usleep(20_000)
        holders.withLock { $0.now -= 1 }
        claim?.release()
      } catch { problems.withLock { $0.append("\(error)") } }
    }
    #expect(problems.withLock { $0 } == [])
    #expect(holders.withLock { $0.most } == 1)
    #expect(holders.withLock { $0.total } == 4)
    #expect(self.folder.files(under: "claims") == [])
  }
}
