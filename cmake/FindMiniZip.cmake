# Finds zlib's minizip (the part that writes zips) and zlib: target MiniZip::minizip, with <zip.h>.
# MiniZip_PREFER_STATIC: take the static libraries where they are installed.
include(FindPackageHandleStandardArgs)

find_path(MiniZip_INCLUDE_DIR zip.h PATH_SUFFIXES minizip)
set(minizip_names minizip)
set(minizip_zlib_names z zlib)
if(MiniZip_PREFER_STATIC AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(PREPEND minizip_names libminizip.a)
  list(PREPEND minizip_zlib_names libz.a)
endif()
find_library(MiniZip_LIBRARY NAMES ${minizip_names})
find_path(MiniZip_ZLIB_INCLUDE_DIR zlib.h)
find_library(MiniZip_ZLIB_LIBRARY NAMES ${minizip_zlib_names})
mark_as_advanced(MiniZip_INCLUDE_DIR MiniZip_LIBRARY MiniZip_ZLIB_INCLUDE_DIR MiniZip_ZLIB_LIBRARY)
find_package_handle_standard_args(MiniZip
  REQUIRED_VARS MiniZip_LIBRARY MiniZip_INCLUDE_DIR MiniZip_ZLIB_LIBRARY MiniZip_ZLIB_INCLUDE_DIR)

if(MiniZip_FOUND AND NOT TARGET MiniZip::minizip)
  add_library(MiniZip::minizip UNKNOWN IMPORTED)
  set_target_properties(MiniZip::minizip PROPERTIES
    IMPORTED_LOCATION "${MiniZip_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MiniZip_INCLUDE_DIR};${MiniZip_ZLIB_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${MiniZip_ZLIB_LIBRARY}")
endif()
