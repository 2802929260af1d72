# find_package(dangol) gives dangol::engine: everything a C++ program needs to embed the engine.
include(CMakeFindDependencyMacro)
enable_language(C)  # Debian's Cap'n Proto package probes libatomic with a C program
find_dependency(CapnProto)
find_dependency(OpenSSL)
find_dependency(RocksDB)
find_dependency(fmt)
find_dependency(spdlog)
find_dependency(Threads)
list(PREPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
find_dependency(CAF)
list(POP_FRONT CMAKE_MODULE_PATH)
include(${CMAKE_CURRENT_LIST_DIR}/dangol-targets.cmake)
