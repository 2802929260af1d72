# The fuzzer: `cmake --preset fuzz && cmake --build --preset fuzz`, with clang for its libFuzzer. The rooms are built
# with its counters and sanitizers; nothing else of the project is built then.
add_executable(dangol_fuzz tests/fuzz/fuzz_main.cc tests/fuzz/targets.cc tests/fuzz/events_fuzz.cc
  tests/fuzz/store_fuzz.cc tests/fuzz/signed_fuzz.cc tests/fuzz/import_fuzz.cc tests/fuzz/http_fuzz.cc)
target_link_libraries(dangol_fuzz PRIVATE dangol::app GTest::gtest)
target_link_options(dangol_fuzz PRIVATE -fsanitize=fuzzer)
target_compile_definitions(dangol_fuzz PRIVATE DANGOL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
