import CKdRecogniser

/// Samples of one stream as `Recogniser.push(stream:bytes:startNs:)` takes them.
public struct Block {
    public let stream: Int
    public let bytes: UnsafeRawBufferPointer // constant, for as long as the program runs
    public let startNs: Int64
}

/// The bundle's golden recordings, one after the other with rest between them, in the order in which sensors deliver.
public final class Recordings: Sequence, IteratorProtocol {
    private let place = allocate(Int(kd_host_golden_bytes()))

    public init() {
        kd_host_golden_start(place)
    }

    deinit {
        place.deallocate()
    }

    public func next() -> Block? {
        var block = kd_host_block_t()
        guard kd_host_golden_next(place, &block) == 1 else { return nil }
        let size = Int(block.count) * Int(kd_host_row_bytes(block.stream))
        let bytes = UnsafeRawBufferPointer(start: block.samples, count: size)
        return Block(stream: Int(block.stream), bytes: bytes, startNs: block.start_ns)
    }
}
