// swift-tools-version:5.5
import PackageDescription

let package = Package(
    name: "kd_recogniser",
    products: [.library(name: "KdRecogniser", targets: ["KdRecogniser"])],
    targets: [
        .target(name: "CKdRecogniser"),
        .target(name: "KdRecogniser", dependencies: ["CKdRecogniser"]),
        .executableTarget(name: "recognise", dependencies: ["KdRecogniser"]),
        .testTarget(name: "KdRecogniserTests", dependencies: ["KdRecogniser"]),
    ],
    cLanguageStandard: .c99
)
