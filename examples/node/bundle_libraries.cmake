# A script: copies the shared libraries that the addon MODULE needs, and that a machine with Node alone does not have,
# beside it. It looks for them there first.
cmake_minimum_required(VERSION 3.21)
get_filename_component(folder "${MODULE}" DIRECTORY)
file(GLOB former "${folder}/*.so*")
if(former)
  file(REMOVE ${former})
endif()
file(GET_RUNTIME_DEPENDENCIES MODULES "${MODULE}"
  RESOLVED_DEPENDENCIES_VAR libraries
  PRE_INCLUDE_REGEXES "libabsl_" "libminizip" "libz\\." "libisal"
  PRE_EXCLUDE_REGEXES ".*")
foreach(library IN LISTS libraries)
  get_filename_component(name "${library}" NAME)
  get_filename_component(file "${library}" REALPATH)
  configure_file("${file}" "${folder}/${name}" COPYONLY)
endforeach()
