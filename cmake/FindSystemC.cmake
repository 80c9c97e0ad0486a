# SPDX-License-Identifier: Apache-2.0
#
# FindSystemC
# -----------
#
# Finds the SystemC library: by Accellera's own CMake package, SystemCLanguage, or where it comes
# without one (Debian's does).
#
# Imported target:
#   SystemC::systemc
#
# Result variables:
#   SystemC_FOUND, SystemC_VERSION
#   SystemC_PKG_CONFIG   ON if pkg-config finds the same library by the name systemc
#
# Cache variables and hints:
#   SystemCLanguage_DIR                    the folder of Accellera's package
#   SystemC_INCLUDE_DIR, SystemC_LIBRARY   set them, or SYSTEMC_HOME in the environment, for a
#                                          SystemC that is in no standard place

include(FindPackageHandleStandardArgs)
set(SystemC_PKG_CONFIG OFF)

# A project that builds SystemC itself, or found it before, has the target.
if(TARGET SystemC::systemc)
  set(_systemc_target SystemC::systemc)
  find_package_handle_standard_args(SystemC REQUIRED_VARS _systemc_target)
  return()
endif()

if(NOT SystemC_LIBRARY)
  find_package(SystemCLanguage CONFIG QUIET)
endif()
if(SystemCLanguage_FOUND)
  set(SystemC_VERSION "${SystemCLanguage_VERSION}")
  find_package_handle_standard_args(SystemC
    REQUIRED_VARS SystemCLanguage_DIR
    VERSION_VAR SystemC_VERSION)
  return()
endif()

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

find_package_handle_standard_args(SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR
  VERSION_VAR SystemC_VERSION)

if(SystemC_FOUND)
  if(PC_SystemC_FOUND AND PC_SystemC_VERSION VERSION_EQUAL SystemC_VERSION)
    set(SystemC_PKG_CONFIG ON)
  endif()
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(SystemC::systemc PROPERTIES
    IMPORTED_LOCATION "${SystemC_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}")
endif()
