# The simulation: the product's own actors and stores on one thread, from one seed (docs/FAULTS.md).
include(${CMAKE_SOURCE_DIR}/tests/simulation/variants.cmake)
include(${CMAKE_SOURCE_DIR}/tests/simulation/variations.cmake)
dangol_write_variants(simulation_variants)

file(GLOB simulation_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/simulation/*.cc)
list(FILTER simulation_sources EXCLUDE REGEX "(_test|_main)\\.cc$")
# Variants come before the rooms, whose own objects of the same sources are then not taken.
add_library(dangol_simulation OBJECT ${simulation_sources} ${simulation_variants})
target_include_directories(dangol_simulation PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(dangol_simulation PUBLIC dangol::actors dangol::replay)

add_executable(dangol_simulate ${CMAKE_SOURCE_DIR}/tests/simulation/simulate_main.cc)
target_link_libraries(dangol_simulate PRIVATE dangol_simulation)

file(GLOB simulation_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/simulation/*_test.cc)
add_executable(test_simulation ${simulation_tests})
target_link_libraries(test_simulation PRIVATE dangol_simulation GTest::gmock_main)
target_compile_definitions(test_simulation PRIVATE DANGOL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
# For a night: other seeds each time, printed with what they found.
add_custom_target(nightly COMMAND ${CMAKE_SOURCE_DIR}/tests/simulation/nightly.sh
  $<TARGET_FILE:dangol_simulate> DEPENDS dangol_simulate VERBATIM USES_TERMINAL)
# Its disks are played: real ones would only cost time.
set(simulation_environment "")
if(IS_DIRECTORY /dev/shm)
  set(simulation_environment ENVIRONMENT "TMPDIR=/dev/shm")
endif()
gtest_discover_tests(test_simulation TEST_PREFIX simulation. DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
  PROPERTIES TIMEOUT 600 ${simulation_environment})
