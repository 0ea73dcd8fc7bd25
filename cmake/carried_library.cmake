# A shared library that a package of another language carries: it must run where Abseil is not installed.
#
# What has only a static library is in it. Shared libraries lie beside it instead: a distribution's static Abseil is
# often compiled for programs only (Debian's is: its thread-local variables cannot be linked into a shared library).

# Installs the shared library `target` into a package's folder, without the links that a system's library has, and with
# all that it needs beyond the system's C and C++ libraries.
function(telex_carry_library target)
  cmake_parse_arguments(arg "" "DESTINATION;COMPONENT" "" ${ARGN})
  set_property(TARGET ${target} PROPERTY VERSION)
  set_property(TARGET ${target} PROPERTY SOVERSION)
  if(APPLE)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "@loader_path")
  elseif(UNIX)
    # RPATH and not RUNPATH: it holds for what the libraries beside it need, too.
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
    target_link_options(${target} PRIVATE LINKER:--disable-new-dtags)
  endif()
  install(TARGETS ${target}
    LIBRARY DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT}
    RUNTIME DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT})
  telex_carry_dependencies(${target} ${arg_DESTINATION} ${arg_COMPONENT})
endfunction()

# Puts the shared libraries that `target` needs beside it, each once, under the name that it is loaded by.
function(telex_carry_dependencies target destination component)
  if(APPLE)
    set(system "^/usr/lib/|^/System/")
  elseif(WIN32)
    set(system "^api-ms-|^ext-ms-|^kernel|^ucrt|^vcruntime|^msvcp|^advapi|^bcrypt|^dbghelp|^ntdll|^user32")
  else()
    set(system "^lib(c|m|dl|rt|pthread|stdc\\+\\+|gcc_s|atomic|z)\\.so|^ld-|^linux-vdso")
  endif()
  install(CODE "
    file(GET_RUNTIME_DEPENDENCIES
      LIBRARIES \"\${CMAKE_INSTALL_PREFIX}/${destination}/$<TARGET_FILE_NAME:${target}>\"
      RESOLVED_DEPENDENCIES_VAR needed
      PRE_EXCLUDE_REGEXES [==[${system}]==])
    foreach(library IN LISTS needed)
      get_filename_component(name \"\${library}\" NAME)
      configure_file(\"\${library}\" \"\${CMAKE_INSTALL_PREFIX}/${destination}/\${name}\" COPYONLY)
    endforeach()" COMPONENT ${component})
endfunction()
