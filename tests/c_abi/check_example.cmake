# examples/c: exports the sample telemetry, says what it did, and leaves a result that is there alone.
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(command ${EMULATOR} ${PROGRAM} ${TELEMETRY} ${WORK}/out.otlp.zip)

execute_process(COMMAND ${command} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT result EQUAL 0 OR NOT output MATCHES "255 events exported\n{\"events\":255," OR NOT errors MATCHES "255 events\n")
  message(FATAL_ERROR "exit status ${result}\n${output}\n${errors}")
endif()
file(SIZE ${WORK}/out.otlp.zip size)
if(NOT output MATCHES "\"bytesWritten\":${size},")
  message(FATAL_ERROR "out.otlp.zip has ${size} bytes, the report says:\n${output}")
endif()

execute_process(COMMAND ${command} RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 1 OR NOT errors MATCHES "ALREADY_EXISTS: .*out.otlp.zip")
  message(FATAL_ERROR "the second time: exit status ${result}\n${errors}")
endif()

execute_process(COMMAND ${command} yesterday RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 2 OR NOT errors MATCHES "yesterday")
  message(FATAL_ERROR "with an unknown preset: exit status ${result}\n${errors}")
endif()
