import Testing

@testable import SPMD

@Suite struct ProgressTests {
  let half = FarmProgress.Snapshot(done: 50, total: 100, inFlight: 4, seconds: 10)

  @Test func aLogLineSaysWhatIsDoneAndWhatIsLeft() {
    #expect(
      half.line(label: "rows") == "rows: 50 of 100 done, 4 in flight, 5.00/s, 10.0s so far, 10.0s to go")
    let unknown = FarmProgress.Snapshot(done: 50, total: nil, inFlight: 0, seconds: 100)
    #expect(unknown.line(label: "rows") == "rows: 50 done, 0 in flight, 0.50/s, 1:40 so far")
    let start = FarmProgress.Snapshot(done: 0, total: nil, inFlight: 0, seconds: 0)
    #expect(start.line(label: "rows") == "rows: 0 done, 0 in flight, 0.00/s, 0.0s so far")
  }

  @Test(arguments: [20, 40, 60, 80, 200]) func aBarFitsItsTerminal(columns: Int) {
    let bar = half.bar(label: "rows", columns: columns)
    #expect(bar.count < max(columns, 50))
    #expect(bar.contains("50/100"))
    #expect(bar.contains("█") == (columns >= 60))
    let filled = bar.count { $0 == "█" }
    #expect(filled...filled + 1 ~= bar.count { $0 == "░" })
  }

  @Test func ratesAndTimesAreShort() {
    #expect(
      [0.126, 12.34, 812.3, 23_400, 12_300_000].map(shortRate) == ["0.13", "12.3", "812", "23k", "12.3M"])
    #expect([4.21, 67, 7389, .infinity, .nan].map(shortTime) == ["4.2s", "1:07", "2:03:09", "?", "?"])
  }

  @Test func nothingIsShownOfShortWork() {
    let automatic = FarmProgress.automatic().display()
    #expect(!automatic.isDue(0.9))
    #expect(!FarmProgress.hidden.display().isDue(1e9))
    #expect(FarmProgress.log(every: 5).display().isDue(5))
  }
}
