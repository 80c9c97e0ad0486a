# SPDX-License-Identifier: Apache-2.0
#
# FindSystemC
# -----------
#
# Finds the SystemC library, also where it comes without a CMake package (Debian's does).
#
# Imported target:
#   SystemC::systemc
#
# Result variables:
#   SystemC_FOUND, SystemC_VERSION
#
# Cache variables and hints:
#   SystemC_INCLUDE_DIR, SystemC_LIBRARY   set them, or SYSTEMC_HOME in the environment, for a
#                                          SystemC that is in no standard place
#   SystemC_CPLUSPLUS                      the SC_CPLUSPLUS that the library links with
#
# SystemC refuses, at link time, a program compiled for another C++ standard than the library was:
# the value of SC_CPLUSPLUS is part of a symbol's name. Nothing says which value a library was
# built with, so it is found by linking.

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_SystemC QUIET systemc)
endif()

find_path(SystemC_INCLUDE_DIR
  NAMES systemc.h
  HINTS ${PC_SystemC_INCLUDE_DIRS} ENV SYSTEMC_HOME
  PATH_SUFFIXES include)
find_library(SystemC_LIBRARY
  NAMES systemc
  HINTS ${PC_SystemC_LIBRARY_DIRS} ENV SYSTEMC_HOME
  PATH_SUFFIXES lib lib-linux64 lib-linuxaarch64)
mark_as_advanced(SystemC_INCLUDE_DIR SystemC_LIBRARY)

if(SystemC_INCLUDE_DIR AND EXISTS "${SystemC_INCLUDE_DIR}/sysc/kernel/sc_ver.h")
  file(STRINGS "${SystemC_INCLUDE_DIR}/sysc/kernel/sc_ver.h" _systemc_version_lines
    REGEX "^#define SC_VERSION_(MAJOR|MINOR|PATCH)[ \t]+[0-9]+")
  list(TRANSFORM _systemc_version_lines REPLACE "^.*[ \t]([0-9]+).*$" "\\1")
  list(JOIN _systemc_version_lines "." SystemC_VERSION)
  unset(_systemc_version_lines)
endif()

if(SystemC_INCLUDE_DIR AND SystemC_LIBRARY)
  set(_systemc_tested_now "${SystemC_LIBRARY} C++${CMAKE_CXX_STANDARD} ${CMAKE_CXX_COMPILER}")
  if(NOT SystemC_CPLUSPLUS OR NOT SystemC_TESTED STREQUAL _systemc_tested_now)
    unset(SystemC_CPLUSPLUS CACHE)
    set(_systemc_log)
    # "__cplusplus" stands for the standard in use.
    foreach(_systemc_candidate IN ITEMS __cplusplus 201703L 201402L 201103L)
      try_compile(_systemc_links
        SOURCE_FROM_CONTENT sc_main.cc
        "#include <systemc>\nint sc_main(int, char**) { return 0; }\n"
        CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${SystemC_INCLUDE_DIR}"
        COMPILE_DEFINITIONS "-DSC_CPLUSPLUS=${_systemc_candidate}"
        LINK_LIBRARIES "${SystemC_LIBRARY}"
        OUTPUT_VARIABLE _systemc_output
        NO_CACHE)
      if(_systemc_links)
        set(SystemC_CPLUSPLUS "${_systemc_candidate}"
          CACHE STRING "SC_CPLUSPLUS that the SystemC library links with")
        set(SystemC_TESTED "${_systemc_tested_now}" CACHE INTERNAL "What SystemC_CPLUSPLUS is for")
        mark_as_advanced(SystemC_CPLUSPLUS)
        break()
      endif()
      string(APPEND _systemc_log "\nSC_CPLUSPLUS=${_systemc_candidate}:\n${_systemc_output}")
    endforeach()
    if(NOT SystemC_CPLUSPLUS)
      set(_systemc_log_file "${CMAKE_BINARY_DIR}/CMakeFiles/FindSystemC.log")
      file(WRITE "${_systemc_log_file}" "${_systemc_log}")
      set(_systemc_reason
        "${SystemC_LIBRARY} was found, but a minimal program links with it for no C++ standard, see ${_systemc_log_file}")
    endif()
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR SystemC_CPLUSPLUS
  VERSION_VAR SystemC_VERSION
  REASON_FAILURE_MESSAGE "${_systemc_reason}")

if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(SystemC::systemc PROPERTIES
    IMPORTED_LOCATION "${SystemC_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS "SC_CPLUSPLUS=${SystemC_CPLUSPLUS}")
endif()
