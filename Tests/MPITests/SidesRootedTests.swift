import MPI
import Support
import Testing

/// Operations with a root between the two sides of an intercommunicator, with each rank of each side as the root.
@Suite(.enabled(if: World.world.size > 1)) struct SidesRootedTests {
  let world = World.world

  @Test(arguments: sampleTypes)
  func theOtherSideGetsWhatTheRootBroadcasts(_ type: any Sample.Type) throws { try broadcast(type) }

  private func broadcast<T: Sample>(_ type: T.Type) throws {
    try Sides.with { sides throws in
      for rooted in sides.roots {
        for count in [0, 1, 9, 3000] {
          // A bystander keeps what it has.
          let mine = T.elements(of: world.rank, count)
          let expected = rooted.isOther ? T.elements(of: rooted.root, count) : mine
          #expect(try sides.both.broadcast(rooted.isOther ? [] : mine, root: rooted.place) == expected)
          try expectFilling(mine, gives: expected) { try sides.both.broadcast(&$0, root: rooted.place) }
          for way in Way.allCases {
            var buffer = mine
            if way != .run, rooted.index > 0, World.isMPICH("") {
              // A bystander is not concerned.
              guard rooted.place != .bystander else { continue }
              expectError(.unsupported, in: way == .start ? "MPI_Ibcast" : "MPI_Bcast_init") {
                try sides.both.complete(.broadcast(buffer.mutableSpan, root: rooted.place), way)
              }
              continue
            }
            try sides.both.complete(.broadcast(buffer.mutableSpan, root: rooted.place), way)
            #expect(buffer == expected)
          }
        }
        let value = T.element(rank: rooted.isOther ? rooted.root : world.rank, index: 1)
        #expect(try sides.both.broadcast(T.element(rank: world.rank, index: 1), root: rooted.place) == value)
        let text = try sides.both.broadcast("of \(world.rank)", root: rooted.place)
        #expect(text == "of \(rooted.isOther ? rooted.root : world.rank)")
      }
    }
  }

  @Test(arguments: sampleTypes)
  func theRootGathersTheOtherSide(_ type: any Sample.Type) throws { try gather(type) }

  private func gather<T: Sample>(_ type: T.Type) throws {
    try Sides.with { sides throws in
      for rooted in sides.roots {
        for count in [0, 1, 9, 700] {
          let mine = T.elements(of: world.rank, count)
          let all = rooted.others.flatMap { T.elements(of: $0, count) }
          #expect(try sides.both.gather(mine, root: rooted.place) == (rooted.isRoot ? all : nil))
          let start = T.filler(rooted.isRoot ? all.count : 2)
          let expected = rooted.isRoot ? all : start
          // What is on the root's side goes nowhere, and may have any length.
          let sent = rooted.isOther ? mine : T.filler(5)
          try expectFilling(start, gives: expected) {
            try sides.both.gather(sent, counts: .equal, into: &$0, root: rooted.place)
          }
          for way in Way.allCases {
            var buffer = start
            try sides.both.complete(.gather(sent.span, into: buffer.mutableSpan, root: rooted.place), way)
            #expect(buffer == expected)
          }
        }
        // Unequally many.
        let counts = rooted.others.map { $0 * 3 % 4 * 100 }
        let mine = T.elements(of: world.rank, world.rank * 3 % 4 * 100)
        let all = zip(rooted.others, counts).flatMap { T.elements(of: $0, $1) }
        let known = rooted.isRoot ? counts : []
        let expected = rooted.isRoot ? all : nil
        #expect(try sides.both.gather(mine, counts: .exchanged, root: rooted.place) == expected)
        #expect(try sides.both.gather(mine, counts: known, root: rooted.place) == expected)
        let start = T.filler(rooted.isRoot ? all.count : 0)
        try expectFilling(start, gives: expected ?? start) {
          try sides.both.gather(mine, counts: known, into: &$0, root: rooted.place)
        }
        for way in Way.allCases {
          var buffer = start
          try sides.both.complete(
            .gather(mine.span, counts: known, into: buffer.mutableSpan, root: rooted.place), way)
          #expect(buffer == expected ?? start)
        }
        let texts = try sides.both.gather("of \(world.rank)", root: rooted.place)
        #expect(texts == (rooted.isRoot ? rooted.others.map { "of \($0)" } : nil))
      }
    }
  }

  @Test(arguments: sampleTypes)
  func theOtherSideSharesWhatTheRootScatters(_ type: any Sample.Type) throws { try scatter(type) }

  private func scatter<T: Sample>(_ type: T.Type) throws {
    try Sides.with { sides throws in
      for rooted in sides.roots {
        let index = sides.both.rank
        for count in [0, 1, 9, 700] {
          let all = T.elements(of: rooted.root, count * rooted.others.count)
          let part = rooted.isOther ? Array(all[index * count..<(index + 1) * count]) : []
          #expect(try sides.both.scatter(rooted.isRoot ? all : nil, root: rooted.place) == part)
          // On the root's side nothing is received.
          let start = T.filler(rooted.isOther ? count : 2)
          let expected = rooted.isOther ? part : start
          try expectFilling(start, gives: expected) {
            try sides.both.scatter(rooted.isRoot ? all : [], counts: .equal, into: &$0, root: rooted.place)
          }
          for way in Way.allCases {
            var buffer = start
            let sent = rooted.isRoot ? all : []
            try sides.both.complete(.scatter(sent.span, into: buffer.mutableSpan, root: rooted.place), way)
            #expect(buffer == expected)
          }
        }
        // Unequally many.
        let counts = rooted.others.indices.map { ($0 + 2) % 3 * 100 }
        let all = T.elements(of: rooted.root, counts.reduce(0, +))
        let begin = counts.prefix(index).reduce(0, +)
        let part = rooted.isOther ? Array(all[begin..<begin + counts[index]]) : []
        let (sent, known) = rooted.isRoot ? (all, counts) : ([], [])
        #expect(try sides.both.scatter(sent, counts: known, root: rooted.place) == part)
        try expectFilling(T.filler(part.count), gives: part) {
          try sides.both.scatter(sent, counts: known, into: &$0, root: rooted.place)
        }
        for way in Way.allCases {
          var buffer = T.filler(part.count)
          try sides.both.complete(
            .scatter(sent.span, counts: known, into: buffer.mutableSpan, root: rooted.place), way)
          #expect(buffer == part)
        }
      }
    }
  }

  @Test(arguments: reductionCases)
  func theRootGetsWhatTheOtherSideReduces(_ type: any ReductionCase.Type) throws { try reduce(type) }

  private func reduce<Case: ReductionCase>(_ type: Case.Type) throws {
    let operation = try Case.operation()
    try Sides.with { sides throws in
      for rooted in sides.roots {
        for count in [0, 1, Case.longCount] {
          let mine = Case.Element.elements(of: world.rank, count)
          let others = rooted.others.map { Case.Element.elements(of: $0, count) }
          let result = others[0].combined(with: others.dropFirst(), by: Case.combine)
          let reduced = try sides.both.reduce(mine, operation, root: rooted.place)
          #expect(reduced == (rooted.isRoot ? result : nil))
          let start = Case.Element.filler(rooted.isRoot ? count : 1)
          let expected = rooted.isRoot ? result : start
          try expectFilling(start, gives: expected) {
            try sides.both.reduce(mine, operation, into: &$0, root: rooted.place)
          }
          for way in Way.allCases {
            var buffer = start
            try sides.both.complete(
              .reduce(mine.span, operation, into: buffer.mutableSpan, root: rooted.place), way)
            #expect(buffer == expected)
          }
        }
      }
    }
  }

  @Test func mistakesOfTheRootAreEverybodysWhoTakesPart() throws {
    try Sides.with { sides throws in
      for rooted in sides.roots {
        func expectEveryonesError(
          _ errorClass: ErrorClass, in function: String, _ body: () throws -> Void
        ) throws {
          if rooted.place == .bystander {
            try body()
          } else {
            expectError(errorClass, in: function, body)
          }
        }
        let others = rooted.others.count
        try expectEveryonesError(.count, in: "MPI_Scatterv") {
          _ = try sides.both.scatter([1, 2, 3], counts: [4], root: rooted.place)
        }
        if others > 1 {
          try expectEveryonesError(.count, in: "MPI_Scatter") {
            _ = try sides.both.scatter(rooted.isRoot ? [1] : nil, root: rooted.place)
          }
        }
        try expectEveryonesError(.buffer, in: "MPI_Scatter") {
          _ = try sides.both.scatter([Int]?.none, root: rooted.place)
        }
        try expectEveryonesError(.conversion, in: rooted.isRoot ? "MPI_Gatherv" : "pack") {
          _ = try sides.both.gather(Secret(), root: rooted.place)
        }
        expectError(.root, in: "MPI_Bcast") {
          _ = try sides.both.broadcast(1, root: sides.other.count)
        }
        expectError(.root, in: "MPI_Gather") { _ = try sides.both.gather(1, root: -1) }
        expectError(.communicator, in: "MPI_Scatterv") {
          _ = try sides.both.scatter(["a"], root: rooted.place)
        }
      }
    }
  }

  @Test func placesOfAnotherSideAreRefusedWithoutOne() throws {
    var value = 1
    for place in [RootPlace.here, .bystander] {
      expectError(.root, in: "MPI_Bcast") { try world.broadcast(&value, root: place) }
      expectError(.root, in: "MPI_Reduce") { _ = try world.reduce(1, .sum, root: place) }
      expectError(.root, in: "MPI_Gather") { _ = try world.gather(1, root: place) }
    }
    #expect(try world.broadcast(world.rank, root: .rank(world.size - 1)) == world.size - 1)
    #expect("\(RootPlace.rank(3))" == "3" && "\(RootPlace.here)" != "\(RootPlace.bystander)")
  }
}
