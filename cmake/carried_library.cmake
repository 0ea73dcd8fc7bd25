# A shared library that a package of another language carries: it must run where Abseil is not installed.
include(CheckCXXSourceCompiles)

# Whether the link group `archives` can become part of a shared library. Distributions often compile static libraries
# for programs only.
function(telex_archives_fit_shared_library result archives)
  set(CMAKE_REQUIRED_FLAGS -fPIC)
  set(CMAKE_REQUIRED_LINK_OPTIONS -shared)
  set(CMAKE_REQUIRED_LIBRARIES -Wl,--whole-archive ${archives} -Wl,--no-whole-archive)
  set(CMAKE_REQUIRED_QUIET ON)
  check_cxx_source_compiles("int telex_probe() { return 0; }" TELEX_ARCHIVES_FIT_SHARED_LIBRARY)
  set(${result} ${TELEX_ARCHIVES_FIT_SHARED_LIBRARY} PARENT_SCOPE)
endfunction()

# Installs `target` into a package's folder, without the symbolic links of a system's library. What it needs beyond the
# C and C++ runtimes is linked statically where that can be, and else lies beside it.
function(telex_carry_library target)
  cmake_parse_arguments(arg "" "DESTINATION;COMPONENT" "" ${ARGN})
  set_property(TARGET ${target} PROPERTY VERSION)
  set_property(TARGET ${target} PROPERTY SOVERSION)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    telex_static_archives(archives ${TELEX_ABSL_PUBLIC} ${TELEX_ABSL_PRIVATE})
    if(archives)
      find_package(Threads REQUIRED)
      telex_archives_fit_shared_library(fit "${archives}")
    endif()
  endif()
  if(fit)
    # Before the shared libraries, which the linker then finds nothing left to take from.
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc LINKER:--as-needed)
    set_property(TARGET ${target} PROPERTY LINK_LIBRARIES $<TARGET_FILE:telex> ${archives} ${TELEX_ZIP_LIBRARY})
    add_dependencies(${target} telex)
  elseif(APPLE)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "@loader_path")
  elseif(UNIX)
    # RPATH and not RUNPATH: it holds for what the libraries beside it need, too.
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
    target_link_options(${target} PRIVATE LINKER:--disable-new-dtags)
  endif()
  install(TARGETS ${target}
    LIBRARY DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT}
    RUNTIME DESTINATION ${arg_DESTINATION} COMPONENT ${arg_COMPONENT})
  if(NOT fit)
    telex_carry_dependencies(${target} ${arg_DESTINATION} ${arg_COMPONENT})
  endif()
endfunction()

# Puts the shared libraries that `target` needs beside it, each once, under the name that it is loaded by.
function(telex_carry_dependencies target destination component)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(system "^lib(c|m|dl|rt|pthread|stdc\\+\\+|gcc_s|atomic|z)\\.so|^ld-")
  elseif(APPLE)
    set(system "^/usr/lib/|^/System/")
  else()
    set(system "^api-ms-|^ext-ms-|^kernel|^ucrt|^vcruntime|^msvcp|^advapi|^bcrypt|^dbghelp|^ntdll|^user32")
  endif()
  install(CODE "
    file(GET_RUNTIME_DEPENDENCIES
      LIBRARIES \"\${CMAKE_INSTALL_PREFIX}/${destination}/$<TARGET_FILE_NAME:${target}>\"
      RESOLVED_DEPENDENCIES_VAR needed
      PRE_EXCLUDE_REGEXES [==[${system}]==]
      POST_EXCLUDE_REGEXES \"[Ss]ystem32\")
    foreach(library IN LISTS needed)
      get_filename_component(name \"\${library}\" NAME)
      message(STATUS \"Carrying: \${library}\")
      configure_file(\"\${library}\" \"\${CMAKE_INSTALL_PREFIX}/${destination}/\${name}\" COPYONLY)
    endforeach()" COMPONENT ${component})
endfunction()
