# Installs the build into a folder of its own, then configures, builds and runs programs of strangers: one that
# embeds the engine, and those that reach a server, which are the examples of docs/CLIENT.md.
# cmake -DBUILD_DIR=... -DSOURCE_DIR=... -DCXX=... -P package_test.cmake
set(work ${BUILD_DIR}/package_test)
file(REMOVE_RECURSE ${work})
function(must)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGV}\n${text}")
  endif()
endfunction()
must(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${work}/prefix)
foreach(program . client)
  must(${CMAKE_COMMAND} -S ${SOURCE_DIR}/tests/package/${program} -B ${work}/build/${program} -G Ninja
    -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}"
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
  must(${CMAKE_COMMAND} --build ${work}/build/${program})
endforeach()
file(MAKE_DIRECTORY ${work}/data)
must(${work}/build/consumer ${work}/data)
must(${SOURCE_DIR}/tests/package/client/run.sh ${work}/prefix/bin/dangol ${work}/build/client ${work}/server)
