# SPDX-License-Identifier: Apache-2.0
#
# Debian packages of the two components: cpack -G DEB, in the build folder.

# Sets `result` to what a package that needs these files depends on, "NAME (>= VERSION)" for each of
# the Debian packages that have them.
function(htabsim_find_debian_packages result)
  set(${result} "" PARENT_SCOPE)
  find_program(DPKG_QUERY dpkg-query)
  mark_as_advanced(DPKG_QUERY)
  if(NOT DPKG_QUERY)
    return()
  endif()
  execute_process(COMMAND "${DPKG_QUERY}" --search ${ARGN}
    OUTPUT_VARIABLE found ERROR_VARIABLE not_found)
  if(not_found)
    message(STATUS "libhtabsim-dev will not depend on all that it needs:\n${not_found}")
  endif()
  string(REGEX MATCHALL "[^\n]+" found "${found}")
  list(TRANSFORM found REPLACE ": /.*$" "")
  list(REMOVE_DUPLICATES found)
  execute_process(
    COMMAND "${DPKG_QUERY}" --show
      --showformat "\${Package} (>= \${source:Upstream-Version}), " ${found}
    OUTPUT_VARIABLE packages)
  string(REGEX REPLACE ", $" "" packages "${packages}")
  set(${result} "${packages}" PARENT_SCOPE)
endfunction()

# A file of each development package that the installed libraries need.
pkg_get_variable(zstd_pc_folder libzstd pcfiledir)
pkg_get_variable(minizip_pc_folder minizip pcfiledir)
pkg_get_variable(zlib_pc_folder zlib pcfiledir)
set(needed_files
  "${boost_headers_DIR}/boost_headers-config.cmake"
  "${boost_iostreams_DIR}/boost_iostreams-config.cmake"
  "${boost_json_DIR}/boost_json-config.cmake"
  "${boost_serialization_DIR}/boost_serialization-config.cmake"
  "${fmt_DIR}/fmt-config.cmake"
  "${zstd_pc_folder}/libzstd.pc"
  "${minizip_pc_folder}/minizip.pc"
  "${zlib_pc_folder}/zlib.pc"
  "${PKG_CONFIG_EXECUTABLE}")
if(SystemCLanguage_FOUND)
  list(APPEND needed_files "${SystemCLanguage_DIR}/SystemCLanguageConfig.cmake")
elseif(SystemC_FOUND)
  list(APPEND needed_files "${SystemC_INCLUDE_DIR}/systemc.h")
endif()
htabsim_find_debian_packages(development_depends ${needed_files})

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL development)
if(TARGET htabsim)
  list(APPEND CPACK_COMPONENTS_ALL program)
endif()
if(TARGET htabsim-sweep-mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
endif()
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "htabsim maintainers <maintainers@htabsim.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # else it is put before the packages' own
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME htabsim)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# The Python package in it.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "python3 (>= 3.11), python3-pandas, python3-matplotlib")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
"cycle-level model of a POWER hashed-page-table MMU
Replays a captured guest, or traces of programs, on a modelled POWER host, migrates
its page table as KVM does, and checks that no update is lost.")

set(CPACK_DEBIAN_MPI_PACKAGE_NAME htabsim-sweep-mpi)
set(CPACK_DEBIAN_MPI_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_MPI_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "htabsim (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_MPI_PACKAGE_RECOMMENDS "openmpi-bin")
set(CPACK_DEBIAN_MPI_DESCRIPTION
"cycle-level model of a POWER hashed-page-table MMU (sweeps by MPI)
What `htabsim sweep --mpi` needs: a rank of an MPI job that runs configurations.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libhtabsim-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${development_depends}")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "g++, cmake")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
"cycle-level model of a POWER hashed-page-table MMU (libraries)
Static libraries and headers: the architecture in C++, SystemC modules with TLM-2.0
sockets, and KVM's HTAB descriptor for programs in C.")

include(CPack)
