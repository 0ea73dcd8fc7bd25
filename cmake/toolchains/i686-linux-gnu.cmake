# For 32-bit x86 by Debian's cross compiler; what is built runs on a 64-bit kernel as it is.
set(CMAKE_SYSTEM_PROCESSOR i686)
set(telex_cross_compiler i686-linux-gnu)
set(telex_cross_triplet i386-linux-gnu)
set(telex_cross_loader ld-linux.so.2)
# Numbers as on every other machine: the x87 unit computes with more bits than a double has.
set(CMAKE_C_FLAGS_INIT "-msse2 -mfpmath=sse")
set(CMAKE_CXX_FLAGS_INIT "-msse2 -mfpmath=sse")
# Else CMake tries with an emulator, or not at all, what runs as it is.
set(CMAKE_CROSSCOMPILING_EMULATOR env)
include("${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake")
