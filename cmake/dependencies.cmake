# Abseil, RapidJSON, zlib, ISA-L, and for tests and benchmarks GoogleTest and Google Benchmark.
#
# Each comes from the first of: a target that a parent project made; an installed package
# (TELEX_USE_SYSTEM_DEPENDENCIES); its source at a pinned version, by FetchContent. FETCHCONTENT_SOURCE_DIR_<NAME> takes
# a local copy of that source instead, with the names ABSL, RAPIDJSON, ZLIB, ISAL, GOOGLETEST and BENCHMARK.
include(FetchContent)
include(cmake/isal_from_source.cmake)
include(cmake/static_zlib.cmake)

FetchContent_Declare(absl
  GIT_REPOSITORY https://github.com/abseil/abseil-cpp.git
  GIT_TAG 20240722.0 GIT_SHALLOW TRUE)
# The last release is of 2016 and does not compile everywhere: a commit of the main branch.
FetchContent_Declare(rapidjson
  GIT_REPOSITORY https://github.com/Tencent/rapidjson.git
  GIT_TAG 24b5e7a8b27f42fa16b96fc70aade9106cf7102f
  GIT_SUBMODULES ""
  SOURCE_SUBDIR none)
FetchContent_Declare(zlib
  GIT_REPOSITORY https://github.com/madler/zlib.git
  GIT_TAG v1.3.1 GIT_SHALLOW TRUE
  SOURCE_SUBDIR none)
FetchContent_Declare(isal
  GIT_REPOSITORY https://github.com/intel/isa-l.git
  GIT_TAG v2.31.0 GIT_SHALLOW TRUE
  SOURCE_SUBDIR none)
FetchContent_Declare(googletest
  GIT_REPOSITORY https://github.com/google/googletest.git
  GIT_TAG v1.15.2 GIT_SHALLOW TRUE)
FetchContent_Declare(benchmark
  GIT_REPOSITORY https://github.com/google/benchmark.git
  GIT_TAG v1.9.0 GIT_SHALLOW TRUE)

# Builds a dependency from source; `include_dir`, relative to it, is for telex a system directory.
function(telex_fetch name include_dir)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(CMAKE_CXX_STANDARD 17)
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_TESTING OFF)
  # Options of the dependencies, for those whose CMake still lets option() override a plain variable.
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(ABSL_PROPAGATE_CXX_STD ON)
  set(ABSL_ENABLE_INSTALL ${TELEX_INSTALL})
  set(INSTALL_GTEST OFF)
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  set(BENCHMARK_ENABLE_WERROR OFF)
  FetchContent_MakeAvailable(${name})
  if(NOT TELEX_INSTALL AND EXISTS "${${name}_BINARY_DIR}/CMakeFiles")
    set_property(DIRECTORY "${${name}_SOURCE_DIR}" PROPERTY EXCLUDE_FROM_ALL ON)
  endif()
  set(TELEX_SYSTEM_INCLUDE_DIRS ${TELEX_SYSTEM_INCLUDE_DIRS} "${${name}_SOURCE_DIR}/${include_dir}" PARENT_SCOPE)
  set(${name}_SOURCE_DIR "${${name}_SOURCE_DIR}" PARENT_SCOPE)
endfunction()

# find_package for targets that a parent sees too: it links telex::telex, and with it these, from its own scope.
macro(telex_find_package)
  get_property(telex_targets_before DIRECTORY PROPERTY IMPORTED_TARGETS)
  find_package(${ARGV} QUIET)
  get_property(telex_targets_found DIRECTORY PROPERTY IMPORTED_TARGETS)
  list(REMOVE_ITEM telex_targets_found ${telex_targets_before})
  foreach(telex_target IN LISTS telex_targets_found)
    set_target_properties(${telex_target} PROPERTIES IMPORTED_GLOBAL TRUE)
  endforeach()
endmacro()

# --- Abseil ----------------------------------------------------------------------------------------------------------
if(NOT TARGET absl::status)
  if(TELEX_USE_SYSTEM_DEPENDENCIES)
    telex_find_package(absl CONFIG)
  endif()
  if(NOT TARGET absl::status)
    telex_fetch(absl .)
  endif()
endif()
set(TELEX_ABSL_PUBLIC absl::status absl::statusor absl::strings)
set(TELEX_ABSL_PRIVATE absl::flat_hash_map absl::flat_hash_set absl::hash)

# --- RapidJSON: headers, for telex's own sources only ----------------------------------------------------------------
set(TELEX_RAPIDJSON_INCLUDE_DIR "" CACHE PATH "The folder that holds rapidjson/document.h")
if(NOT TELEX_RAPIDJSON_INCLUDE_DIR)
  set(telex_rapidjson_dir "")
  foreach(telex_target IN ITEMS rapidjson RapidJSON RapidJSON::RapidJSON rapidjson::rapidjson)
    if(TARGET ${telex_target} AND NOT telex_rapidjson_dir)
      set(telex_rapidjson_dir $<TARGET_PROPERTY:${telex_target},INTERFACE_INCLUDE_DIRECTORIES>)
    endif()
  endforeach()
  if(NOT telex_rapidjson_dir AND TELEX_USE_SYSTEM_DEPENDENCIES)
    find_path(TELEX_RAPIDJSON_FOUND_DIR rapidjson/document.h)
    mark_as_advanced(TELEX_RAPIDJSON_FOUND_DIR)
    if(TELEX_RAPIDJSON_FOUND_DIR)
      set(telex_rapidjson_dir "${TELEX_RAPIDJSON_FOUND_DIR}")
    endif()
  endif()
  if(NOT telex_rapidjson_dir)
    telex_fetch(rapidjson include)
    set(telex_rapidjson_dir "${rapidjson_SOURCE_DIR}/include")
  endif()
else()
  set(telex_rapidjson_dir "${TELEX_RAPIDJSON_INCLUDE_DIR}")
endif()
list(APPEND TELEX_SYSTEM_INCLUDE_DIRS "${telex_rapidjson_dir}")

# --- zlib ---------------------------------------------------------------------------------------------------------------
# TELEX_ZLIB_LIBRARY is the target that lib/write links.
set(TELEX_ZLIB_FROM_SOURCE OFF)
set(TELEX_ZLIB_LIBRARY "")
if(TARGET ZLIB::ZLIB)
  set(TELEX_ZLIB_LIBRARY ZLIB::ZLIB)
endif()
if(NOT TELEX_ZLIB_LIBRARY AND TELEX_USE_SYSTEM_DEPENDENCIES)
  if(NOT DEFINED TELEX_PREFER_STATIC_ZLIB)
    set(TELEX_PREFER_STATIC_ZLIB ${PROJECT_IS_TOP_LEVEL})
  endif()
  if(TELEX_PREFER_STATIC_ZLIB)
    telex_prefer_static_zlib()
  endif()
  telex_find_package(ZLIB MODULE)
  if(ZLIB_FOUND)
    set(TELEX_ZLIB_LIBRARY ZLIB::ZLIB)
  endif()
endif()
if(NOT TELEX_ZLIB_LIBRARY)
  # zlib's own CMakeLists.txt does not export its targets: the few files needed are built here.
  telex_fetch(zlib .)
  set(telex_zlib_sources adler32.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c zutil.c)
  list(TRANSFORM telex_zlib_sources PREPEND "${zlib_SOURCE_DIR}/")
  add_library(telex_zlib STATIC ${telex_zlib_sources})
  set_target_properties(telex_zlib PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
  target_include_directories(telex_zlib SYSTEM PUBLIC $<BUILD_INTERFACE:${zlib_SOURCE_DIR}>)
  telex_harden(telex_zlib)
  if(NOT WIN32)
    target_compile_definitions(telex_zlib PRIVATE Z_HAVE_UNISTD_H)
  endif()
  set(TELEX_ZLIB_FROM_SOURCE ON)
  set(TELEX_ZLIB_LIBRARY telex_zlib)
endif()

# --- ISA-L ------------------------------------------------------------------------------------------------------------
# TELEX_ISAL_LIBRARY is the target that lib/write links, or empty: zlib does all then. With TELEX_WITH_ISAL=AUTO the
# source is taken only where that of the others is, too, or where it is given.
set(TELEX_ISAL_FROM_SOURCE OFF)
set(TELEX_ISAL_IS_OPTIONAL OFF)
set(TELEX_ISAL_LIBRARY "")
if(TELEX_WITH_ISAL)
  if(TARGET ISAL::isal)
    set(TELEX_ISAL_LIBRARY ISAL::isal)
  elseif(TELEX_USE_SYSTEM_DEPENDENCIES)
    telex_find_package(ISAL MODULE)
    if(ISAL_FOUND)
      set(TELEX_ISAL_LIBRARY ISAL::isal)
      # A program that cannot have the shared library, as it is static as a whole, does without.
      set(TELEX_ISAL_IS_OPTIONAL ${ISAL_IS_SHARED})
    endif()
  endif()
  if(NOT TELEX_ISAL_LIBRARY)
    telex_can_build_isal(telex_isal_buildable)
    if(NOT TELEX_WITH_ISAL STREQUAL "AUTO")
      if(NOT telex_isal_buildable)
        message(FATAL_ERROR "TELEX_WITH_ISAL: ISA-L is not installed, and to build it takes NASM on x86-64 Linux or BSD.")
      endif()
      set(TELEX_ISAL_FROM_SOURCE ON)
    elseif(telex_isal_buildable AND (FETCHCONTENT_SOURCE_DIR_ISAL OR NOT TELEX_USE_SYSTEM_DEPENDENCIES))
      set(TELEX_ISAL_FROM_SOURCE ON)
    endif()
  endif()
  if(TELEX_ISAL_FROM_SOURCE)
    telex_fetch(isal include)
    set(CMAKE_ASM_NASM_COMPILER "${TELEX_NASM}")
    enable_language(ASM_NASM)
    telex_build_isal(telex_isal "${isal_SOURCE_DIR}")
    set(TELEX_ISAL_LIBRARY telex_isal)
  endif()
endif()

# --- GoogleTest and Google Benchmark ---------------------------------------------------------------------------------
if(TELEX_BUILD_TESTS AND NOT TARGET GTest::gtest_main)
  if(TELEX_USE_SYSTEM_DEPENDENCIES)
    telex_find_package(GTest CONFIG)
  endif()
  if(NOT TARGET GTest::gtest_main)
    telex_fetch(googletest googletest/include)
  endif()
endif()
if(TELEX_BUILD_BENCH AND NOT TARGET benchmark::benchmark)
  if(TELEX_USE_SYSTEM_DEPENDENCIES)
    telex_find_package(benchmark CONFIG)
  endif()
  if(NOT TARGET benchmark::benchmark)
    telex_fetch(benchmark include)
  endif()
endif()
