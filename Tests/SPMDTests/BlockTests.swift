import SPMD
import Testing

@Suite struct BlockTests {
  @Test(arguments: 0...12, 1...5) func blocksCoverTheRangeEvenly(length: Int, count: Int) {
    let range = 7..<7 + length
    let blocks = range.blocks(count)
    #expect(blocks.count == count)
    #expect(blocks.flatMap { Array($0) } == Array(range))
    #expect(blocks.allSatisfy { length / count...(length + count - 1) / count ~= $0.count })
    #expect(blocks.map(\.count) == blocks.map(\.count).sorted(by: >))
  }
}
