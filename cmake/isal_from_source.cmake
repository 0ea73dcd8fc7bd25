# Builds the part of ISA-L that deflates from its source. Its own build is by autotools or make, in its source folder;
# what it compiles is taken from its makefiles.

# The files of the list `name` (`lsrc`, `lsrc_x86_64`) in the makefiles of ISA-L's `source_dir`.
function(telex_isal_files result source_dir name)
  set(files "")
  foreach(unit IN ITEMS igzip crc)
    file(READ "${source_dir}/${unit}/Makefile.am" makefile)
    string(REGEX REPLACE "\\\\[ \t]*\r?\n" " " makefile "${makefile}")
    string(REGEX MATCHALL "(^|\n)${name}[ \t]*[+]?=[^\n]*" lines "${makefile}")
    foreach(line IN LISTS lines)
      string(REGEX MATCHALL "[^ \t\r\n]+\\.(c|asm)" line_files "${line}")
      list(APPEND files ${line_files})
    endforeach()
  endforeach()
  list(TRANSFORM files PREPEND "${source_dir}/")
  set(${result} "${files}" PARENT_SCOPE)
endfunction()

# Whether this machine can: x86-64, whose assembly language needs NASM.
function(telex_can_build_isal result)
  set(${result} OFF PARENT_SCOPE)
  find_program(TELEX_NASM NAMES nasm)
  mark_as_advanced(TELEX_NASM)
  if(TELEX_NASM AND UNIX AND NOT APPLE AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$"
      AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(${result} ON PARENT_SCOPE)
  endif()
endfunction()

# Makes the static library `target`, with <isa-l/igzip_lib.h>. The language ASM_NASM is enabled.
function(telex_build_isal target source_dir)
  telex_isal_files(sources "${source_dir}" lsrc)
  telex_isal_files(assembly_sources "${source_dir}" lsrc_x86_64)
  add_library(${target} STATIC ${sources} ${assembly_sources})
  # As the makefiles test: what the assembler knows of AVX-512.
  execute_process(COMMAND "${TELEX_NASM}" -v OUTPUT_VARIABLE nasm_version)
  if(nasm_version MATCHES "version ([0-9.]+)" AND CMAKE_MATCH_1 VERSION_GREATER_EQUAL 2.14)
    target_compile_definitions(${target} PRIVATE AS_FEATURE_LEVEL=10 HAVE_AS_KNOWS_AVX512)
  endif()
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
  set(headers "${CMAKE_CURRENT_BINARY_DIR}/isal/include")
  foreach(header IN ITEMS crc.h igzip_lib.h types.h)
    configure_file("${source_dir}/include/${header}" "${headers}/isa-l/${header}" COPYONLY)
  endforeach()
  target_include_directories(${target} SYSTEM
    PRIVATE "${source_dir}/include" "${source_dir}/igzip" "${source_dir}/crc"
    PUBLIC $<BUILD_INTERFACE:${headers}>)
endfunction()
