# For 64-bit ARM by Debian's cross compiler; what is built runs under qemu-user.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(telex_cross_compiler aarch64-linux-gnu)
set(telex_cross_triplet aarch64-linux-gnu)
set(telex_cross_loader ld-linux-aarch64.so.1)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake")
