# SPDX-License-Identifier: Apache-2.0
#
# What is made of the descriptions of commands and parameters, in the build folder's manual/: pages for
# man, completion for bash, and docs/configuration.md as it is to be.

list(REMOVE_ITEM manual_sources "${PROJECT_SOURCE_DIR}/sc_main/manual/main.cc")
add_plain_room(manual ${manual_sources})
target_link_libraries(htabsim_manual PUBLIC htabsim_config)

add_executable(htabsim-manual sc_main/manual/main.cc)
target_compile_definitions(htabsim-manual PRIVATE HTABSIM_VERSION="${PROJECT_VERSION}")
target_link_libraries(htabsim-manual PRIVATE htabsim_cli htabsim_manual htabsim_warnings)

set(manual_folder "${CMAKE_BINARY_DIR}/manual")
file(GLOB manual_presets CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/presets/*.toml")
file(GLOB manual_scenarios CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/explore/*.scenario")
add_custom_command(
  OUTPUT "${manual_folder}/stamp"
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${manual_folder}"
  COMMAND "${CMAKE_COMMAND}" -E env SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
    $<TARGET_FILE:htabsim-manual> "${manual_folder}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${manual_folder}/stamp"
  DEPENDS htabsim-manual ${manual_presets} ${manual_scenarios}
  COMMENT "Writing the manual"
  VERBATIM)
add_custom_target(manual ALL DEPENDS "${manual_folder}/stamp")
