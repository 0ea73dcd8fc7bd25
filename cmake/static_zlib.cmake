# Before find_package(ZLIB): takes the static library where one is installed (on Linux), so that what is built runs where
# there is none.
macro(telex_prefer_static_zlib)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT ZLIB_LIBRARY)
    find_library(TELEX_STATIC_ZLIB NAMES libz.a)
    mark_as_advanced(TELEX_STATIC_ZLIB)
    if(TELEX_STATIC_ZLIB)
      set(ZLIB_LIBRARY "${TELEX_STATIC_ZLIB}")
    endif()
  endif()
endmacro()
