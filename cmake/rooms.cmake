# A room is one library with its sources in one folder. Its dependencies stand on one line where it
# is declared, and nothing else may be included: tests/structure checks it.
function(dangol_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;WITHOUT;DEPENDS;FOREIGN" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.cc ${CMAKE_SOURCE_DIR}/${name}/*/*.cc)
  list(FILTER sources EXCLUDE REGEX "/(main|allocator)\\.cc$")  # of programs
  list(APPEND sources ${ROOM_SOURCES})
  list(REMOVE_ITEM sources ${ROOM_WITHOUT} "")  # what another library has
  if(NOT sources)
    return()
  endif()
  add_library(dangol_${name} STATIC ${sources})
  add_library(dangol::${name} ALIAS dangol_${name})
  target_include_directories(dangol_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/generated>
    $<INSTALL_INTERFACE:include/dangol>)
  target_compile_features(dangol_${name} PUBLIC cxx_std_20)
  set_target_properties(dangol_${name} PROPERTIES EXPORT_NAME ${name})
  foreach(room IN LISTS ROOM_DEPENDS)
    if(TARGET dangol_${room})
      target_link_libraries(dangol_${name} PUBLIC dangol_${room})
    endif()
  endforeach()
  target_link_libraries(dangol_${name} PUBLIC ${ROOM_FOREIGN})
endfunction()

# The tests of one room: every tests/<name>/*.cc in one program, each case known to ctest. Files
# named *_test.cc hold cases, the others help them.
function(dangol_tests name)
  cmake_parse_arguments(T "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/fuzz_main\\.cc$")  # of the fuzzer's own program
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(test_${name} PRIVATE ${T_DEPENDS} GTest::gmock_main)
  target_compile_definitions(test_${name} PRIVATE DANGOL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
    PROPERTIES TIMEOUT 600)
endfunction()

# The benchmarks: every bench/*.cc is a program of its own, built by the target `bench` only.
function(dangol_benches)
  cmake_parse_arguments(B "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*.cc)
  file(GLOB support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/support/*.cc)
  add_library(bench_support STATIC EXCLUDE_FROM_ALL ${support})
  target_link_libraries(bench_support PUBLIC ${B_DEPENDS} PkgConfig::JEMALLOC)
  add_custom_target(bench)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(bench_${name} EXCLUDE_FROM_ALL ${source} ${CMAKE_SOURCE_DIR}/app/allocator.cc)
    target_link_libraries(bench_${name} PRIVATE bench_support benchmark::benchmark PkgConfig::JEMALLOC)
    add_dependencies(bench bench_${name})
  endforeach()
endfunction()
