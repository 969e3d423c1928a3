# What most files include, compiled once for each target that has enough of them to gain by it. A
# file still includes all it needs: the build without (NODEWATCH_PCH=OFF) must pass, too.
set(NODEWATCH_COMMON_HEADERS
  <fmt/format.h> <algorithm> <array> <chrono> <cmath> <cstdint> <expected> <functional> <map> <memory>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
function(nodewatch_precompile name)
  get_target_property(sources ${name} SOURCES)
  list(LENGTH sources count)
  if(NODEWATCH_PCH AND count GREATER_EQUAL 5)
    target_precompile_headers(${name} PRIVATE ${ARGN})
  endif()
endfunction()

# nodewatch_library(NAME SOURCES ... LINK ...): one static library for one folder of src/ or sim/.
function(nodewatch_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE nodewatch_options)
  nodewatch_precompile(${name} ${NODEWATCH_COMMON_HEADERS})
endfunction()

# nodewatch_test(NAME SOURCES ... LINK ... LABEL unit|integration): one GoogleTest program.
function(nodewatch_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE
    NODEWATCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    NODEWATCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} nodewatch_options GTest::gmock GTest::gtest GTest::gtest_main)
  nodewatch_precompile(${name} ${NODEWATCH_COMMON_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
  if(NODEWATCH_SANITIZE)
    # A sanitizer makes the start of a process slow: all tests of a program in one.
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 120)
  endif()
endfunction()
