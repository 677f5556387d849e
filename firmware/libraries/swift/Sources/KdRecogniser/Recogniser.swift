import CKdRecogniser

/// A sign that was recognised. `timeNs` is on the clock of the samples.
public struct Sign: Equatable {
    public let label: Int
    public let name: String
    public let timeNs: Int64
    public let percent: Int
}

/// What follows from one window: `vote` and `sign` are labels or -1, and there is one of the `scores` for each label.
public struct Hop {
    public let timeNs: Int64
    public let restarts: UInt32
    public let activity: Float
    public let vote: Int
    public let sign: Int
    public let scores: [Int8]
}

/// Samples that were missing and filled, samples that were skipped, and gaps after which everything began anew.
public struct Counts: Equatable {
    public let filled: UInt32
    public let skipped: UInt32
    public let restarts: UInt32
}

public enum RecogniserError: Error, Equatable {
    /// There is no such stream.
    case noStream(Int)
    /// Samples come in whole rows of all channels of the stream.
    case wrongSize(bytes: Int, rowBytes: Int)
    /// Samples are numbers of the stream's type.
    case wrongType(samples: SampleType, stream: SampleType)
    /// Samples are used up before more are pushed: call `poll()` or `next()` until it returns nil.
    case busy
    /// What `kd_recogniser.h` and `kd_signal.h` say about `code`.
    case code(Int)
}

/// Raw samples in, signs out.
///
///     try recogniser.push(stream: 0, samples: [Int16](...), startNs: 0)
///     while let sign = try recogniser.poll() {
///         ...
///     }
///
/// One thread at a time may use it; several of them serve several sets of sensors.
public final class Recogniser {
    /// The names of all labels.
    public static let labels: [String] = (0..<kd_host_labels()).map { String(cString: kd_host_label($0)) }

    private static let capacity = 16
    private static let scoresAt = 24

    private let memory = allocate(Int(kd_host_bytes()))
    private let results = allocate(Int(kd_host_result_bytes()) * Recogniser.capacity)
    private let host: OpaquePointer
    private var samples: UnsafeMutableRawPointer? // C reads them in place until next() returns nil
    private var found = 0
    private var used = 0

    public init() {
        host = kd_host_begin(memory)
    }

    deinit {
        samples?.deallocate()
        results.deallocate()
        memory.deallocate()
    }

    /// Take samples of all channels of a stream, row after row, in the stream's type.
    ///
    /// `startNs` is the time of the first one on any clock that all streams share and that begins near 0; without it
    /// they follow right after the last ones.
    public func push<Number: SampleNumber>(stream: Int, samples: [Number], startNs: Int64? = nil) throws {
        if sensorStreams.indices.contains(stream), sensorStreams[stream].type != Number.sampleType {
            throw RecogniserError.wrongType(samples: Number.sampleType, stream: sensorStreams[stream].type)
        }
        try samples.withUnsafeBytes { try push(stream: stream, bytes: $0, startNs: startNs) }
    }

    /// The same from bytes, which are copied.
    public func push(stream: Int, bytes: UnsafeRawBufferPointer, startNs: Int64? = nil) throws {
        guard sensorStreams.indices.contains(stream) else { throw RecogniserError.noStream(stream) }
        let rowBytes = Int(kd_host_row_bytes(Int32(stream)))
        guard bytes.count % rowBytes == 0, bytes.count / rowBytes <= Int(Int32.max) else {
            throw RecogniserError.wrongSize(bytes: bytes.count, rowBytes: rowBytes)
        }
        guard samples == nil else { throw RecogniserError.busy }
        let copy = allocate(max(bytes.count, 1))
        if let first = bytes.baseAddress {
            copy.copyMemory(from: first, byteCount: bytes.count)
        }
        samples = copy
        let count = Int32(bytes.count / rowBytes)
        _ = try accepted(kd_host_give(host, Int32(stream), copy, count, startNs ?? Int64.min, results, 0))
    }

    /// The next sign that the samples pushed complete, or nil: then all of them are used.
    public func poll() throws -> Sign? {
        while let hop = try next() {
            if hop.sign >= 0 {
                let percent = Int(kd_host_percent(Int32(hop.scores[hop.sign])))
                return Sign(label: hop.sign, name: Recogniser.labels[hop.sign], timeNs: hop.timeNs, percent: percent)
            }
        }
        return nil
    }

    /// The next window that they complete, with a sign or without, or nil: then all of them are used.
    public func next() throws -> Hop? {
        if used == found {
            used = 0
            found = 0
            found = try accepted(kd_host_next(host, results, Int32(Recogniser.capacity)))
            if found == 0 {
                forget()
                return nil
            }
        }
        let result = results + used * Int(kd_host_result_bytes())
        used += 1
        return Hop(
            timeNs: result.load(as: Int64.self),
            restarts: result.load(fromByteOffset: 8, as: UInt32.self),
            activity: result.load(fromByteOffset: 12, as: Float.self),
            vote: Int(result.load(fromByteOffset: 16, as: Int32.self)),
            sign: Int(result.load(fromByteOffset: 20, as: Int32.self)),
            scores: Recogniser.labels.indices.map { result.load(fromByteOffset: Recogniser.scoresAt + $0, as: Int8.self) }
        )
    }

    /// Forget every sample, window and count.
    public func reset() {
        found = 0
        used = 0
        kd_host_reset(host)
        forget()
    }

    /// What was filled, skipped and begun anew since the beginning.
    public var counts: Counts {
        var counts: [UInt32] = [0, 0, 0]
        kd_host_counts(host, &counts)
        return Counts(filled: counts[0], skipped: counts[1], restarts: counts[2])
    }

    /// Recognise the bundle's golden recordings from their raw samples on.
    ///
    /// Returns how many scores differ from those of TensorFlow Lite Micro, and one more for each window that is not the
    /// bundle's to the last bit: 0 if all is well.
    public static func check() throws -> Int {
        let memory = allocate(Int(kd_host_bytes()))
        defer { memory.deallocate() }
        let wrong = Int(kd_host_check(memory))
        guard wrong >= 0 else { throw RecogniserError.code(wrong) }
        return wrong
    }

    private func accepted(_ status: Int32) throws -> Int {
        guard status >= 0 else {
            forget()
            throw RecogniserError.code(Int(status))
        }
        return Int(status)
    }

    private func forget() {
        samples?.deallocate()
        samples = nil
    }
}

func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: bytes, alignment: 16)
}
