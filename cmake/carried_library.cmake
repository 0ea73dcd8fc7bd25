# Shared libraries that packages of other languages carry: they must run where Abseil is not installed.
#
# What has only a static library is in them. Shared libraries lie beside them instead: a distribution's static Abseil is
# often compiled for programs only (Debian's is: its thread-local variables cannot be linked into a shared library).

set(telex_carry_script "${CMAKE_CURRENT_LIST_DIR}/carry_dependencies.cmake")

# Has `target` find what it needs beside it, wherever that is.
function(telex_look_beside target)
  if(APPLE)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "@loader_path")
  elseif(UNIX)
    # RPATH and not RUNPATH: it holds for what the libraries beside it need, too.
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
    target_link_options(${target} PRIVATE LINKER:--disable-new-dtags)
  endif()
endfunction()

# Installs `target` into a package's folder, without the links that a system's library has, and with all that it needs
# beyond the system's C and C++ libraries.
function(telex_install_carried target)
  cmake_parse_arguments(arg "" "DESTINATION;COMPONENT" "" ${ARGN})
  set_property(TARGET ${target} PROPERTY VERSION)
  set_property(TARGET ${target} PROPERTY SOVERSION)
  telex_look_beside(${target})
  install(TARGETS ${target}
    LIBRARY DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT}
    RUNTIME DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT})
  install(CODE "
    set(LIBRARY \"\${CMAKE_INSTALL_PREFIX}/${arg_DESTINATION}/$<TARGET_FILE_NAME:${target}>\")
    include(\"${telex_carry_script}\")" COMPONENT ${arg_COMPONENT})
endfunction()

# Likewise in the folder in which `target` is built, whenever it is linked: the folder is the package's, and nothing else
# is in it.
function(telex_build_carried target)
  telex_look_beside(${target})
  set_target_properties(${target} PROPERTIES SKIP_BUILD_RPATH OFF BUILD_WITH_INSTALL_RPATH ON)
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" -D "LIBRARY=$<TARGET_FILE:${target}>" -D REPLACE=ON -P "${telex_carry_script}")
endfunction()
