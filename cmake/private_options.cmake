# How telex's own targets are compiled. Everything here is private to them: nothing reaches a consumer's flags.

# Include directories of dependencies that telex builds from source, so that their headers get no warnings of ours.
set(TELEX_SYSTEM_INCLUDE_DIRS "")

if(TELEX_SANITIZE)
  # For the dependencies built from source too, so that their containers carry the same annotations.
  add_compile_options(-fsanitize=${TELEX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TELEX_SANITIZE})
endif()

function(telex_private_options target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    # Whatever a parent project has set: files have names of their own in unnamed namespaces.
    UNITY_BUILD OFF)
  target_include_directories(${target} SYSTEM PRIVATE ${TELEX_SYSTEM_INCLUDE_DIRS})
  if(MSVC)
    target_compile_options(${target} PRIVATE /utf-8)
    if(TELEX_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE /W4 /WX)
    endif()
    return()
  endif()
  # Programs and shared libraries hold what they use.
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  target_link_options(${target} PRIVATE $<IF:$<PLATFORM_ID:Darwin>,LINKER:-dead_strip,LINKER:--gc-sections>)
  # Numbers must not depend on whether the machine can fuse a multiplication and an addition.
  target_compile_options(${target} PRIVATE -ffp-contract=off)
  if(TELEX_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
    # Of code with the sanitizers' checks in it GCC warns falsely, of its own library too.
    if(NOT (TELEX_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"))
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
endfunction()

# Headers that most sources of `target` include, compiled once. Not with a compiler cache, which would have to be told to
# trust them, and not in a parent's build, where a missing include is to be seen.
option(TELEX_PRECOMPILE_HEADERS "Compile telex's most used headers once" ${PROJECT_IS_TOP_LEVEL})
function(telex_precompile_headers target)
  if(TELEX_PRECOMPILE_HEADERS AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    list(TRANSFORM ARGN REPLACE "(.+)" "$<$<COMPILE_LANGUAGE:CXX>:<\\1$<ANGLE-R>>" OUTPUT_VARIABLE headers)
    target_precompile_headers(${target} PRIVATE ${headers})
  endif()
endfunction()

# Sources, of a target of the folder that calls it, that run once an export, or once a large block, take little room instead
# of little time: there is less to load. Compiled apart from the headers above, which are for one level of optimization.
function(telex_optimize_for_size)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set_source_files_properties(${ARGN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
      COMPILE_OPTIONS $<$<CONFIG:Release>:-Os>)
  endif()
endfunction()
