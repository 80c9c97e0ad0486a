# SPDX-License-Identifier: Apache-2.0
#
# What is installed, as two components: `program`, and `development` with the libraries. Nothing in
# it names the prefix, so that it can be moved.

include(CMakePackageConfigHelpers)

set(htabsim_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/htabsim")
set(htabsim_pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# The variables of the *.pc.in
file(RELATIVE_PATH pc_to_prefix "/${htabsim_pkgconfig_dir}" /)
list(TRANSFORM htabsim_systemc_definition PREPEND "-D" OUTPUT_VARIABLE pc_systemc_definition)
if(SystemC_PKG_CONFIG)
  set(pc_systemc_package "systemc")
  set(pc_systemc_library "")
else()
  set(pc_systemc_package "")
  set(pc_systemc_library "-lsystemc")
endif()

# A CMake package of its own for each, so that nobody needs what a library not asked for needs.
function(htabsim_install_library name)
  install(TARGETS htabsim_${name} EXPORT htabsim-${name}
    ARCHIVE COMPONENT development
    FILE_SET HEADERS COMPONENT development)
  install(EXPORT htabsim-${name}
    NAMESPACE htabsim::
    FILE htabsim-${name}.cmake
    DESTINATION "${htabsim_package_dir}"
    COMPONENT development)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/htabsim-${name}.pc.in" htabsim-${name}.pc @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/htabsim-${name}.pc"
    DESTINATION "${htabsim_pkgconfig_dir}"
    COMPONENT development)
endfunction()

foreach(name IN ITEMS kvm model tlm)
  if(TARGET htabsim_${name})
    htabsim_install_library(${name})
  endif()
endforeach()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/htabsim-config.cmake.in"
  htabsim-config.cmake
  INSTALL_DESTINATION "${htabsim_package_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(htabsim-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES
    "${CMAKE_CURRENT_BINARY_DIR}/htabsim-config.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/htabsim-config-version.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/FindSystemC.cmake"
  DESTINATION "${htabsim_package_dir}"
  COMPONENT development)

install(FILES "${PROJECT_SOURCE_DIR}/docs/embedding.md"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/libhtabsim-dev"
  COMPONENT development)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/libhtabsim-dev" RENAME copyright
  COMPONENT development)
install(FILES
  "${PROJECT_SOURCE_DIR}/examples/htab_client.c"
  "${PROJECT_SOURCE_DIR}/examples/htab_destination.c"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/libhtabsim-dev/examples"
  COMPONENT development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/examples/sim"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/libhtabsim-dev/examples"
  COMPONENT development)

if(TARGET htabsim)
  install(TARGETS htabsim RUNTIME COMPONENT program)
  install(DIRECTORY "${manual_folder}/man1"
    DESTINATION "${CMAKE_INSTALL_MANDIR}"
    COMPONENT program)
  install(DIRECTORY "${manual_folder}/completions"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion"
    COMPONENT program)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/presets"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/htabsim"
    COMPONENT program)
  install(FILES ${report_page_sources}
    DESTINATION "${CMAKE_INSTALL_DATADIR}/htabsim/report"
    COMPONENT program)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/tests/explore/"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/htabsim/scenarios"
    COMPONENT program)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/htabsim" RENAME copyright
    COMPONENT program)
  # Where Debian's Python looks, whatever version it has; not of an architecture.
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/python/htabsim"
    DESTINATION lib/python3/dist-packages
    COMPONENT program
    FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "__pycache__" EXCLUDE PATTERN ".mypy_cache" EXCLUDE)
  install(FILES "${PROJECT_SOURCE_DIR}/examples/tlb_size.ipynb"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/htabsim/examples"
    COMPONENT program)
  install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/htabsim"
    COMPONENT program)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/htabsim"
    COMPONENT program)
endif()

# A package of its own: MPI is large.
if(TARGET htabsim-sweep-mpi)
  install(TARGETS htabsim-sweep-mpi RUNTIME COMPONENT mpi)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/htabsim-sweep-mpi" RENAME copyright
    COMPONENT mpi)
endif()
