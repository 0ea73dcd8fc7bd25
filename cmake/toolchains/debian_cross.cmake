# What the toolchain files of Debian's cross compilers have in common. TELEX_SYSROOT is a folder with that architecture's
# packages of the dependencies, unpacked: they need not be installed, nor the architecture be added to the system's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${telex_cross_compiler}-gcc)
set(CMAKE_CXX_COMPILER ${telex_cross_compiler}-g++)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TELEX_SYSROOT)
set(CMAKE_LIBRARY_ARCHITECTURE ${telex_cross_triplet})
set(CMAKE_FIND_ROOT_PATH "${TELEX_SYSROOT}" /usr/${telex_cross_compiler})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# Programs find their loader and libraries where they were linked, so that they run without further ado. RPATH and not
# RUNPATH: it holds for what the libraries need, too.
set(telex_cross_lib /usr/${telex_cross_compiler}/lib)
set(telex_cross_rpath
  "-Wl,--disable-new-dtags,-rpath,${telex_cross_lib}:${TELEX_SYSROOT}/usr/lib/${telex_cross_triplet}:${TELEX_SYSROOT}/lib/${telex_cross_triplet}")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--dynamic-linker=${telex_cross_lib}/${telex_cross_loader} ${telex_cross_rpath}")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "${telex_cross_rpath}")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "${telex_cross_rpath}")
