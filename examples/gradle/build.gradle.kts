// The tests of ../kernels, run by Gradle 9.1 or later: gradle test -PstagedRepository=/absolute/path/of/target/staged -Pplatform=a2a3sim
plugins {
    java
}

repositories {
    maven(url = uri(providers.gradleProperty("stagedRepository").get()))
    mavenCentral()
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

sourceSets.test {
    java.srcDir("../kernels/src/test/java")
    resources.srcDir("../kernels/src/test/resources")
}

dependencies {
    testImplementation(platform("org.chiptest:chiptest-bom:0.1.0-SNAPSHOT"))
    testImplementation("org.chiptest:chiptest-engine")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher:1.14.4")
}

tasks.compileTestJava {
    options.compilerArgs.add("-parameters")
}

tasks.test {
    useJUnitPlatform()
    jvmArgs("--enable-native-access=ALL-UNNAMED")
    providers.gradleProperty("platform").orNull?.let { systemProperty("platform", it) }
    outputs.upToDateWhen { false } // the compilers and the machine are inputs that Gradle does not know
}
