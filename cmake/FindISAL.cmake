# Finds Intel ISA-L: target ISAL::isal, with <isa-l/igzip_lib.h>.
# ISAL_IS_SHARED: it is an ELF shared library.
include(FindPackageHandleStandardArgs)

find_path(ISAL_INCLUDE_DIR isa-l/igzip_lib.h)
find_library(ISAL_LIBRARY NAMES isal isa-l)
mark_as_advanced(ISAL_INCLUDE_DIR ISAL_LIBRARY)
find_package_handle_standard_args(ISAL REQUIRED_VARS ISAL_LIBRARY ISAL_INCLUDE_DIR)

set(ISAL_IS_SHARED OFF)
set(isal_link "${ISAL_LIBRARY}")
if(ISAL_LIBRARY MATCHES "\\.so$")
  set(ISAL_IS_SHARED ON)
  # telex refers to it weakly, which --as-needed, some systems' default, does not count as a need.
  set(isal_link "-Wl,--push-state,--no-as-needed,${ISAL_LIBRARY},--pop-state")
endif()
if(ISAL_FOUND AND NOT TARGET ISAL::isal)
  add_library(ISAL::isal INTERFACE IMPORTED)
  set_target_properties(ISAL::isal PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${ISAL_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${isal_link}")
endif()
