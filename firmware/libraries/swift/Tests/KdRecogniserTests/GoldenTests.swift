import KdRecogniser
import XCTest

final class GoldenTests: XCTestCase {
    func testGoldenScores() throws {
        XCTAssertEqual(try Recogniser.check(), 0)
    }

    func testRecordingsGiveWindows() throws {
        let recogniser = Recogniser()
        var hops = 0
        for block in Recordings() {
            try recogniser.push(stream: block.stream, bytes: block.bytes, startNs: block.startNs)
            while let hop = try recogniser.next() {
                XCTAssertEqual(hop.scores.count, Recogniser.labels.count)
                hops += 1
            }
        }
        XCTAssertGreaterThan(hops, 0)
        XCTAssertEqual(recogniser.counts, Counts(filled: 0, skipped: 0, restarts: 0))
    }

    func testNumbersOfAnotherType() {
        let recogniser = Recogniser()
        let pushes: [(SampleType, () throws -> Void)] = [
            (.int8, { try recogniser.push(stream: 0, samples: [Int8]()) }),
            (.int16, { try recogniser.push(stream: 0, samples: [Int16]()) }),
            (.float32, { try recogniser.push(stream: 0, samples: [Float]()) }),
        ]
        let wanted = sensorStreams[0].type
        for (type, push) in pushes where type != wanted {
            XCTAssertThrowsError(try push()) { error in
                XCTAssertEqual(error as? RecogniserError, .wrongType(samples: type, stream: wanted))
            }
        }
    }

    func testMistakes() throws {
        let recogniser = Recogniser()
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        XCTAssertThrowsError(try recogniser.push(stream: sensorStreams.count, bytes: none))
        try recogniser.push(stream: 0, bytes: none, startNs: 0)
        XCTAssertThrowsError(try recogniser.push(stream: 0, bytes: none)) // poll() has not returned nil yet
        XCTAssertNil(try recogniser.poll())
    }
}
