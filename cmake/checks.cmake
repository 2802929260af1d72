# Checks of the sources themselves. What ctest runs takes seconds; `tidy` takes minutes and is run
# by hand: cmake --build build/release --target tidy
find_program(CLANG_FORMAT clang-format)
if(CLANG_FORMAT)
  add_test(NAME structure.formatted
    COMMAND ${CMAKE_SOURCE_DIR}/tests/structure/formatted.sh ${CLANG_FORMAT} ${CMAKE_SOURCE_DIR})
  add_custom_target(format
    COMMAND ${CMAKE_SOURCE_DIR}/tests/structure/formatted.sh ${CLANG_FORMAT} ${CMAKE_SOURCE_DIR} -i
    VERBATIM)
endif()
add_test(NAME structure.shell_syntax
  COMMAND ${CMAKE_SOURCE_DIR}/tests/structure/shell_syntax.sh ${CMAKE_SOURCE_DIR})

# What the READMEs and ./run tell a newcomer to type is typed.
if(TARGET dangol)
  foreach(readme README.md README.ko.md)
    add_test(NAME system.${readme} COMMAND ${CMAKE_SOURCE_DIR}/tests/system/readme.sh
      ${CMAKE_SOURCE_DIR}/${readme} ${CMAKE_BINARY_DIR})
    set_tests_properties(system.${readme} PROPERTIES TIMEOUT 300)
  endforeach()
  # With programs that are not ours: Python's and Go's.
  add_test(NAME system.audit
    COMMAND ${CMAKE_SOURCE_DIR}/tests/system/audit.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  # The TypeScript client against the program, with the official SDK of CloudEvents beside it.
  add_test(NAME clients.typescript
    COMMAND ${CMAKE_SOURCE_DIR}/clients/typescript/test.sh ${CMAKE_BINARY_DIR})
  set_tests_properties(clients.typescript PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300 COST 100)
  add_test(NAME clients.typescript_events
    COMMAND ${CMAKE_SOURCE_DIR}/clients/typescript/events.sh ${CMAKE_BINARY_DIR})
  # What the gateway says of itself to programs, by a public linter.
  add_test(NAME clients.openapi
    COMMAND ${CMAKE_SOURCE_DIR}/clients/openapi/test.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  set_tests_properties(clients.openapi PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
  # And with clients that are not: curl, promtool, wrk.
  add_test(NAME system.foreign
    COMMAND ${CMAKE_SOURCE_DIR}/tests/system/foreign.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  set_tests_properties(system.foreign PROPERTIES TIMEOUT 300)
  # What makes a service of it.
  add_test(NAME system.service
    COMMAND ${CMAKE_SOURCE_DIR}/tests/system/service.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  add_test(NAME system.tour
    COMMAND ${CMAKE_SOURCE_DIR}/tests/system/tour.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
endif()

find_program(RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(RUN_CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${RUN_CLANG_TIDY} -quiet -p ${CMAKE_BINARY_DIR}
      "^${CMAKE_SOURCE_DIR}/(events|store|actors|replay|gateway|app)/.*\\.cc$"
    VERBATIM USES_TERMINAL)
endif()
