# cmake -D SOURCE_DIR= -D VERSION= -D COMPILER= -D TEMPLATE= -D OUTPUT= -P write_version.cmake
set(COMMIT unknown)
execute_process(COMMAND git rev-parse --short=12 HEAD
  WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE result ERROR_QUIET)
if(result EQUAL 0 AND IN_GIT)
  set(COMMIT ${head})
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
