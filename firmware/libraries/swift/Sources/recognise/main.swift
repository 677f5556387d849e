// Recognises the bundle's golden recordings. Samples of your sensors go the same way.
import KdRecogniser

let recogniser = Recogniser()
for block in Recordings() {
    try recogniser.push(stream: block.stream, bytes: block.bytes, startNs: block.startNs)
    while let sign = try recogniser.poll() {
        print("\(sign.timeNs / 1_000_000) ms  \(sign.name)  \(sign.percent) %")
    }
}
let wrong = try Recogniser.check()
print("\(wrong) golden scores are wrong")
