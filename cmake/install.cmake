# What `cmake --install` copies, and how installed projects find it: find_package(telex CONFIG) with the components
# `static` (telex::telex, telex::capi) and `shared` (telex::capi_shared), and pkg-config with telex (C++),
# telex-capi (C, shared), telex-capi-static and telex-capi-whole-static.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(telex_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/telex)

install(DIRECTORY include/telex DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN *.h)
install(FILES capi/telex.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

set(telex_static_targets telex telex_capi)
if(TELEX_ZLIB_FROM_SOURCE)
  list(APPEND telex_static_targets telex_zlib)
endif()
if(TELEX_ISAL_FROM_SOURCE)
  list(APPEND telex_static_targets telex_isal)
endif()
install(TARGETS ${telex_static_targets} EXPORT telexStaticTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT telexStaticTargets NAMESPACE telex:: DESTINATION ${telex_package_dir} COMPONENT development)

if(TARGET telex_shared)
  install(TARGETS telex_shared EXPORT telexSharedTargets
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT telexSharedTargets NAMESPACE telex:: DESTINATION ${telex_package_dir} COMPONENT development)
endif()
if(TARGET telex_cli)
  install(TARGETS telex_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT cli)
endif()

# A C program that links the static library needs the C++ runtime, which its own compiler does not add.
set(telex_cxx_runtime "")
if(APPLE OR CMAKE_CXX_COMPILER_ID STREQUAL "AppleClang")
  set(telex_cxx_runtime c++)
elseif(NOT MSVC)
  set(telex_cxx_runtime stdc++)
endif()
configure_package_config_file(cmake/telexConfig.cmake.in "${PROJECT_BINARY_DIR}/telexConfig.cmake"
  INSTALL_DESTINATION ${telex_package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/telexConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/telexConfig.cmake" "${PROJECT_BINARY_DIR}/telexConfigVersion.cmake"
  cmake/FindISAL.cmake
  DESTINATION ${telex_package_dir} COMPONENT development)

# pkg-config: the prefix is found from where the file lies, so that an installation can be moved.
set(telex_pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH telex_pc_prefix "/prefix/${telex_pkgconfig_dir}" /prefix)
string(REGEX REPLACE "/$" "" telex_pc_prefix "${telex_pc_prefix}")
set(telex_pc_zlib "-lz")
if(TELEX_ZLIB_FROM_SOURCE)
  set(telex_pc_zlib "-ltelex_zlib")
endif()
set(telex_pc_isal "")
if(TELEX_ISAL_FROM_SOURCE)
  set(telex_pc_isal "-ltelex_isal")
elseif(TELEX_ISAL_LIBRARY)
  set(telex_pc_isal "-lisal")
endif()
# What a program that is static as a whole links of ISA-L.
set(telex_pc_static_isal "${telex_pc_isal}")
if(TELEX_ISAL_IS_OPTIONAL)
  set(telex_pc_isal "-Wl,--push-state,--no-as-needed,-lisal,--pop-state")
  set(telex_pc_static_isal "")
endif()
string(REPLACE "::" "_" telex_pc_abseil "${TELEX_ABSL_PUBLIC};${TELEX_ABSL_PRIVATE}")
string(REPLACE ";" ", " telex_pc_abseil "${telex_pc_abseil}")
# telex-capi is the shared library alone, and needs no other package. telex-capi-static is the static library in any
# program; `pkg-config --static telex-capi-whole-static` is for programs that are static as a whole (-static).
set(telex_pc_files telex telex-capi-static telex-capi-whole-static telex-cxx-runtime)
if(TARGET telex_shared)
  list(APPEND telex_pc_files telex-capi)
endif()
foreach(name IN LISTS telex_pc_files)
  configure_file(cmake/${name}.pc.in "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION ${telex_pkgconfig_dir} COMPONENT development)
endforeach()
