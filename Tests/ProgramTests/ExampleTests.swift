import Foundation
import Testing

/// The examples, as a user would run them.
@Suite(.serialized) struct ExampleTests {
  private func run(_ name: String, _ ranks: Int, in folder: URL, _ arguments: String...) throws
    -> Shell.Outcome
  {
    let outcome = try Shell.run(
      Shell.launch(ranks) + [Shell.program(name)] + arguments, in: folder, within: 200)
    #expect(outcome.code == 0, "\(outcome)")
    return outcome
  }

  @Test(arguments: [1, 2, 3, 5]) func piIsPi(ranks: Int) throws {
    try Shell.withTemporaryFolder { folder in
      let outcome = try run("Pi", ranks, in: folder, "--strips", "1000000")
      #expect(outcome.output.hasPrefix("pi is 3.14159265358"), "\(outcome)")
      #expect(outcome.output.contains("on \(ranks) ranks"))
    }
  }

  @Test func thePlateIsTheSameOnAnyNumberOfRanks() throws {
    try Shell.withTemporaryFolder { folder in
      var pictures: [Data] = []
      // Eleven ranks of nine rows: some ranks have none.
      for (ranks, size) in [(1, "50"), (2, "50"), (3, "50"), (5, "50"), (1, "9"), (11, "9")] {
        let outcome = try run(
          "Heat", ranks, in: folder, "--size", size, "--steps", "300", "--output", "heat.png")
        #expect(outcome.output.contains("mean temperature"))
        pictures.append(try Data(contentsOf: folder.appending(path: "heat.png")))
      }
      #expect(pictures[0] == pictures[1] && pictures[0] == pictures[2] && pictures[0] == pictures[3])
      #expect(pictures[4] == pictures[5])
      let picture = try Picture(png: pictures[0])
      #expect(picture.width == 50 && picture.height == 50)
      // The upper edge is hot, the lower one cold.
      #expect(picture[25, 0][0] > 200 && picture[25, 49][0] < 10, "\(picture[25, 0]), \(picture[25, 49])")
    }
  }

  @Test func theMandelbrotSetIsTheSameOnAnyNumberOfRanks() throws {
    try Shell.withTemporaryFolder { folder in
      var pictures: [Data] = []
      for ranks in [1, 2, 3, 5] {
        let outcome = try run("Mandelbrot", ranks, in: folder, "--width", "160", "--iterations", "500")
        pictures.append(try Data(contentsOf: folder.appending(path: "mandelbrot.png")))
        for rank in 0..<ranks { #expect(outcome.output.contains("rank \(rank): "), "\(outcome)") }
        #expect(outcome.output.contains(folder.lastPathComponent + "/mandelbrot.png"), "\(outcome)")
      }
      #expect(pictures.allSatisfy { $0 == pictures[0] })
      let picture = try Picture(png: pictures[0])
      #expect(picture.width == 160 && picture.height == 120)
      #expect(picture[115, 60] == [0, 0, 0])  // Inside.
      #expect(picture[0, 0] != [0, 0, 0])
    }
  }

  @Test func accuraciesAreThoseOfScikitLearn() throws {
    try Shell.withTemporaryFolder { folder in
      _ = try run("GridSearch", 2, in: folder, "--output", "found.csv")
      let found = try String(contentsOf: folder.appending(path: "found.csv"), encoding: .utf8)
      let reference = try String(
        contentsOf: Shell.package.appending(path: "Examples/GridSearch/reference.csv"), encoding: .utf8)
      let (rows, expected) = (accuracies(found), accuracies(reference))
      #expect(expected.count > 40 && rows.keys == expected.keys)
      for (model, accuracy) in expected {
        // One of 1,797 images may be at the edge of two digits.
        #expect(abs((rows[model] ?? 0) - accuracy) <= 1.0 / 1797 + 1e-12, "\(model)")
      }
    }
  }

  private func accuracies(_ csv: String) -> [String: Double] {
    var rows: [String: Double] = [:]
    for line in csv.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      if fields.count == 2, let accuracy = Double(fields[1]) { rows[String(fields[0])] = accuracy }
    }
    return rows
  }

  @Test func aMissingFileIsNamedAndAllEnd() throws {
    let outcome = try Shell.run(
      Shell.launch(3) + [Shell.program("GridSearch"), "--data", "/nowhere/digits.csv"], within: 30)
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains("/nowhere/digits.csv"))
  }

  @Test func aFileThatCannotBeWrittenIsNamed() throws {
    let outcome = try Shell.run(
      Shell.launch(2) + [Shell.program("Mandelbrot"), "--width", "16", "--output", "/nowhere/m.png"],
      within: 30)
    #expect(outcome.code == 1, "\(outcome)")
    #expect(outcome.errors.contains("/nowhere/m.png"))
  }
}
