import Testing

@testable import PipelineKit

@Suite struct RunnableQueueTests {
  private func order(_ queue: RunnableQueue, besides refused: Set<RunnableQueue.Ask> = []) -> [Int]
  {
    var queue = queue
    var jobs: [Int] = []
    while let (job, ask) = queue.first(besides: refused) {
      jobs.append(job)
      queue.removeFirst(of: ask)
    }
    return jobs
  }

  @Test func firstComeFirstServedWhateverTheyAskFor() {
    var queue = RunnableQueue()
    #expect(order(queue) == [])
    let asked = [1, 8, 1, 2, 8, 1]
    for (job, cores) in asked.enumerated() { queue.append(job, asking: Resources(cores: cores)) }
    #expect(order(queue) == [0, 1, 2, 3, 4, 5])
    // What does not fit now does not keep others from it.
    let large = RunnableQueue.Ask(Resources(cores: 8))
    #expect(order(queue, besides: [large]) == [0, 2, 3, 5])
    queue.removeFirst(of: large)
    #expect(order(queue) == [0, 2, 3, 4, 5])
  }

  @Test func limitsOfTimeMakeNoLines() {
    #expect(
      RunnableQueue.Ask(Resources(cores: 1, time: 10))
        == RunnableQueue.Ask(Resources(cores: 1, time: 20)))
    #expect(
      RunnableQueue.Ask(Resources(cores: 1, memory: 10))
        != RunnableQueue.Ask(Resources(cores: 1)))
  }
}
