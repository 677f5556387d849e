plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "kd.edge.example"
    compileSdk = 35
    defaultConfig {
        applicationId = "kd.edge.example"
        minSdk = 21
        targetSdk = 35
        versionCode = 1
        versionName = "@VERSION@"
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    packaging {
        jniLibs.keepDebugSymbols += "**/*.so" // they have none, and stripping would want the NDK
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation(project(":recogniser"))
}
