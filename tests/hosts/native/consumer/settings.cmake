# That telex changes nothing for the project that it comes into, and asks nothing of its targets but what it must.

set(settings
  BUILD_SHARED_LIBS BUILD_TESTING CMAKE_ARCHIVE_OUTPUT_DIRECTORY CMAKE_BUILD_TYPE CMAKE_CXX_EXTENSIONS CMAKE_CXX_FLAGS
  CMAKE_CXX_FLAGS_DEBUG CMAKE_CXX_FLAGS_RELEASE CMAKE_CXX_STANDARD CMAKE_CXX_STANDARD_REQUIRED
  CMAKE_CXX_VISIBILITY_PRESET CMAKE_C_FLAGS CMAKE_C_STANDARD CMAKE_EXE_LINKER_FLAGS CMAKE_INSTALL_PREFIX
  CMAKE_LIBRARY_OUTPUT_DIRECTORY CMAKE_MODULE_PATH CMAKE_POSITION_INDEPENDENT_CODE CMAKE_PREFIX_PATH
  CMAKE_RUNTIME_OUTPUT_DIRECTORY CMAKE_UNITY_BUILD FETCHCONTENT_BASE_DIR PROJECT_NAME CMAKE_PROJECT_NAME
  CMAKE_SHARED_LINKER_FLAGS)
set(directory_settings COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES LINK_DIRECTORIES LINK_OPTIONS)

macro(remember_settings)
  foreach(name IN LISTS settings)
    set(before_${name} "${${name}}")
  endforeach()
  foreach(name IN LISTS directory_settings)
    get_property(before_${name} DIRECTORY PROPERTY ${name})
  endforeach()
endmacro()

function(check_settings_are_as_before)
  foreach(name IN LISTS directory_settings)
    get_property(${name} DIRECTORY PROPERTY ${name})
  endforeach()
  foreach(name IN LISTS settings directory_settings)
    if(NOT "${${name}}" STREQUAL "${before_${name}}")
      message(FATAL_ERROR "telex has changed ${name} from \"${before_${name}}\" to \"${${name}}\"")
    endif()
  endforeach()
  get_property(tests DIRECTORY PROPERTY TESTS)
  if(tests)
    message(FATAL_ERROR "telex has added tests: ${tests}")
  endif()
endfunction()

# What a target that links `target` is compiled and linked with: nothing of telex' own flags.
function(check_usage_requirements target)
  set(expected_COMPILE_OPTIONS "")
  set(expected_LINK_OPTIONS "")
  set(expected_LINK_DIRECTORIES "")
  set(expected_SOURCES "")
  set(expected_PRECOMPILE_HEADERS "")
  set(expected_COMPILE_DEFINITIONS "")
  set(expected_COMPILE_FEATURES "")
  if(target STREQUAL "telex::telex")
    set(expected_COMPILE_FEATURES cxx_std_17)
  elseif(target STREQUAL "telex::capi")
    set(expected_COMPILE_DEFINITIONS TELEX_STATIC)
  endif()
  foreach(kind IN ITEMS COMPILE_OPTIONS LINK_OPTIONS LINK_DIRECTORIES SOURCES PRECOMPILE_HEADERS COMPILE_DEFINITIONS
      COMPILE_FEATURES)
    get_target_property(found ${target} INTERFACE_${kind})
    if(NOT found)
      set(found "")
    endif()
    if(NOT "${found}" STREQUAL "${expected_${kind}}")
      message(FATAL_ERROR "${target} asks for INTERFACE_${kind} \"${found}\"")
    endif()
  endforeach()
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  foreach(folder IN LISTS folders)
    if(NOT folder MATCHES "^\\$<BUILD_INTERFACE:.*/(include|capi)>$" AND NOT folder MATCHES "/include$")
      message(FATAL_ERROR "${target} asks for the include directory ${folder}")
    endif()
  endforeach()
endfunction()
