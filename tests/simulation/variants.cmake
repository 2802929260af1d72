# Variants of the product's sources, for the simulation alone: a text of a source is replaced by another. The
# program of the simulation links the variants in place of the originals, and the product never sees
# them. A text that is not there exactly once stops the build: a variant must not rot in silence.
#
#   dangol_vary(store/store.cc "text as it stands" "text in its place")
function(dangol_vary source text replacement)
  get_property(varied GLOBAL PROPERTY DANGOL_VARIED)
  if(NOT source IN_LIST varied)
    set_property(GLOBAL APPEND PROPERTY DANGOL_VARIED ${source})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${source})
    file(READ ${CMAKE_SOURCE_DIR}/${source} content)
  else()
    get_property(content GLOBAL PROPERTY "DANGOL_VARIANT_${source}")
  endif()
  string(FIND "${content}" "${text}" first)
  string(FIND "${content}" "${text}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(SEND_ERROR "tests/simulation: ${source} has not exactly once: ${text}")
  endif()
  string(REPLACE "${text}" "${replacement}" content "${content}")
  set_property(GLOBAL PROPERTY "DANGOL_VARIANT_${source}" "${content}")
endfunction()

# Writes the variants; their paths into `result`.
function(dangol_write_variants result)
  get_property(varied GLOBAL PROPERTY DANGOL_VARIED)
  set(paths "")
  foreach(source IN LISTS varied)
    get_property(content GLOBAL PROPERTY "DANGOL_VARIANT_${source}")
    set(path ${CMAKE_BINARY_DIR}/simulation/variants/${source})
    file(CONFIGURE OUTPUT ${path} @ONLY
      CONTENT "#include \"tests/simulation/databases.h\"\n#include \"tests/simulation/seams.h\"\n#line 1 \"${source}\"\n${content}")
    list(APPEND paths ${path})
  endforeach()
  set(${result} ${paths} PARENT_SCOPE)
endfunction()
