# SPDX-License-Identifier: Apache-2.0
#
# SystemC refuses, at link time, a program compiled for another C++ standard than the library was:
# the value of SC_CPLUSPLUS is part of a symbol's name. Nothing says which value a library was built
# with, so it is found by linking. Objects that were compiled need the same value wherever they are
# linked, so the definition goes with the library that they are in.

# Sets htabsim_systemc_definition to SC_CPLUSPLUS=VALUE for SystemC::systemc. The cache variable
# SystemC_CPLUSPLUS has VALUE; set it for a SystemC that is built by the same project, which cannot be
# linked before it is built. Without it such a SystemC must be built as C++20.
function(htabsim_find_systemc_cplusplus)
  get_target_property(imported SystemC::systemc IMPORTED)
  if(imported)
    htabsim_link_with_systemc()
  endif()
  if(SystemC_CPLUSPLUS)
    set(htabsim_systemc_definition "SC_CPLUSPLUS=${SystemC_CPLUSPLUS}" PARENT_SCOPE)
  else()
    set(htabsim_systemc_definition "" PARENT_SCOPE)
  endif()
endfunction()

function(htabsim_link_with_systemc)
  set(tested_now "${SystemCLanguage_DIR} ${SystemC_LIBRARY} ${CMAKE_CXX_COMPILER}")
  if(SystemC_CPLUSPLUS AND (NOT SystemC_TESTED OR SystemC_TESTED STREQUAL tested_now))
    return()
  endif()
  unset(SystemC_CPLUSPLUS CACHE)
  set(log)
  foreach(candidate IN ITEMS 202002L 201703L 201402L 201103L)
    try_compile(links
      SOURCE_FROM_CONTENT sc_main.cc
      "#include <systemc>\nint sc_main(int, char**) { return 0; }\n"
      COMPILE_DEFINITIONS "-DSC_CPLUSPLUS=${candidate}"
      LINK_LIBRARIES SystemC::systemc
      OUTPUT_VARIABLE output
      CXX_STANDARD 20
      CXX_STANDARD_REQUIRED ON
      CXX_EXTENSIONS OFF
      NO_CACHE)
    if(links)
      set(SystemC_CPLUSPLUS "${candidate}"
        CACHE STRING "SC_CPLUSPLUS that the SystemC library links with")
      set(SystemC_TESTED "${tested_now}" CACHE INTERNAL "What SystemC_CPLUSPLUS was found for")
      mark_as_advanced(SystemC_CPLUSPLUS)
      return()
    endif()
    string(APPEND log "\nSC_CPLUSPLUS=${candidate}:\n${output}")
  endforeach()
  set(log_file "${CMAKE_BINARY_DIR}/CMakeFiles/SystemCCPlusPlus.log")
  file(WRITE "${log_file}" "${log}")
  message(FATAL_ERROR
    "SystemC was found, but a minimal program links with it for no C++ standard, see ${log_file}")
endfunction()
