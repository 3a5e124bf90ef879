rootProject.name = "chiptest-gradle-example"
