# What is installed, and the two Debian packages: `dangol` to run, `dangol-dev` to embed.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dangol)
set(rooms events proofs store actors replay client gateway)  # what an embedding program needs

add_library(dangol_engine INTERFACE)
add_library(dangol::engine ALIAS dangol_engine)
set_target_properties(dangol_engine PROPERTIES EXPORT_NAME engine)
set(exported dangol_engine)
foreach(room IN LISTS rooms)
  if(TARGET dangol_${room})
    target_link_libraries(dangol_engine INTERFACE dangol_${room})
    list(APPEND exported dangol_${room})
    if(NOT IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${room})
      continue()
    endif()
    # Headers named after a foreign library are for our own sources only. Those of proofs stand in store and replay.
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dangol
      COMPONENT dev FILES_MATCHING PATTERN "*.h"
      PATTERN "*_capnp.h" EXCLUDE PATTERN "*_kj.h" EXCLUDE PATTERN "*_actor.h" EXCLUDE PATTERN "caf.h" EXCLUDE)
  endif()
endforeach()
install(TARGETS ${exported} EXPORT dangol ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT dangol NAMESPACE dangol:: FILE dangol-targets.cmake
  DESTINATION ${package_dir} COMPONENT dev)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/dangol-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/dangol-config.cmake cmake/FindCAF.cmake
  ${CMAKE_BINARY_DIR}/dangol-config-version.cmake DESTINATION ${package_dir} COMPONENT dev)
# For programs that build events in the types of the schema: the one header for that, and what it is made of.
install(FILES ${CMAKE_SOURCE_DIR}/client/typed_event_capnp.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dangol/client COMPONENT dev)
install(FILES ${CMAKE_BINARY_DIR}/generated/events/event.capnp.h
  ${CMAKE_BINARY_DIR}/generated/events/annotations.capnp.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dangol/events COMPONENT dev)
# The schema, for senders that speak Cap'n Proto.
foreach(room events gateway)
  file(GLOB schemas ${CMAKE_SOURCE_DIR}/${room}/*.capnp)
  install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dangol/${room} COMPONENT dev)
endforeach()

if(TARGET dangol)
  install(TARGETS dangol RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
  # The program writes its own completion, from the description that its parser uses.
  add_custom_command(TARGET dangol POST_BUILD
    COMMAND dangol completion > ${CMAKE_BINARY_DIR}/completion.bash VERBATIM)
  install(FILES ${CMAKE_BINARY_DIR}/completion.bash RENAME dangol
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT runtime)
endif()
file(GLOB mappings ${CMAKE_SOURCE_DIR}/mappings/*)
install(FILES ${mappings} DESTINATION ${CMAKE_INSTALL_DATADIR}/dangol/mappings COMPONENT runtime)
file(GLOB documents ${CMAKE_SOURCE_DIR}/README*.md ${CMAKE_SOURCE_DIR}/docs/*.md)
install(FILES ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# A service of its own user. The file of options belongs to the system and not below a prefix, so the package
# alone brings it.
install(FILES packaging/dangol.service DESTINATION lib/systemd/system COMPONENT runtime)
install(FILES packaging/dangol.toml DESTINATION /etc/dangol COMPONENT runtime EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Dangol <dangol@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Event-sourced actor system for customer care")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME dangol)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION database)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "tzdata, adduser")  # the import reads its tables
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script postinst prerm postrm conffiles)
  list(APPEND CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/${script})
endforeach()
set(CPACK_DEBIAN_DEV_PACKAGE_NAME dangol-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
  "libcapnp-dev, libssl-dev, librocksdb-dev, libcaf-dev, libfmt-dev, libspdlog-dev")
include(CPack)
