import Testing

@testable import PipelineKit

@Suite struct QueueTests {
  @Test func whatComesFirstLeavesFirst() {
    var queue = Queue<Int>()
    var model: [Int] = []
    for step in 0..<2000 {
      // More come than leave at first, and more leave than come later.
      if step * 7 % 11 < (step < 1000 ? 7 : 3) {
        queue.append(step)
        model.append(step)
      } else {
        #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
      }
      #expect(queue.first == model.first)
      #expect(queue.isEmpty == model.isEmpty)
    }
  }
}
