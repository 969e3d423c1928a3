# What most files include, compiled once for the libraries and once, with GoogleTest, for the tests. A
# file still includes all it needs: the build without (NODEWATCH_PCH=OFF) must pass, too.
set(NODEWATCH_COMMON_HEADERS
  <fmt/format.h> <algorithm> <array> <chrono> <cmath> <cstdint> <expected> <functional> <map> <memory>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

# nodewatch_precompile_headers(NAME LINK ... HEADERS ... OPTIONS ...): what others reuse the headers of.
function(nodewatch_precompile_headers name)
  cmake_parse_arguments(ARG "" "" "LINK;HEADERS;OPTIONS" ${ARGN})
  if(NODEWATCH_PCH)
    add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
    target_link_libraries(${name} PRIVATE nodewatch_options ${ARG_LINK})
    target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

# nodewatch_reuse_headers(NAME FROM)
function(nodewatch_reuse_headers name from)
  if(NODEWATCH_PCH)
    target_precompile_headers(${name} REUSE_FROM ${from})
  endif()
endfunction()

nodewatch_precompile_headers(nodewatch_common_headers
  LINK fmt::fmt
  HEADERS ${NODEWATCH_COMMON_HEADERS})

# A test gains nothing by optimisation, and takes twice as long to compile with it.
set(NODEWATCH_TEST_OPTIONS -O0)
if(NODEWATCH_TESTS)
  find_package(GTest REQUIRED)
  nodewatch_precompile_headers(nodewatch_test_headers
    LINK fmt::fmt GTest::gmock GTest::gtest
    HEADERS ${NODEWATCH_COMMON_HEADERS} <gmock/gmock.h> <gtest/gtest.h>
    OPTIONS ${NODEWATCH_TEST_OPTIONS})
endif()

# nodewatch_library(NAME [JOINED] SOURCES ... LINK ...): one static library for one folder of src/ or
# sim/. JOINED for those whose headers take longer than their code: with NODEWATCH_UNITY eight files
# are compiled as one. What is local to a file then needs a name of its own in the library; the
# debug preset and NODEWATCH_PCH=OFF still show what a file forgot to include.
function(nodewatch_library name)
  cmake_parse_arguments(ARG "JOINED" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE nodewatch_options)
  nodewatch_reuse_headers(${name} nodewatch_common_headers)
  if(ARG_JOINED AND NODEWATCH_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# nodewatch_test(NAME SOURCES ... LINK ... LABEL unit|integration): one GoogleTest program.
function(nodewatch_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE
    NODEWATCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    NODEWATCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_compile_options(${name} PRIVATE ${NODEWATCH_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} nodewatch_options GTest::gmock GTest::gtest GTest::gtest_main)
  nodewatch_reuse_headers(${name} nodewatch_test_headers)
  if(NODEWATCH_SANITIZE)
    # A sanitizer makes the start of a process slow: all tests of a program in one.
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
  endif()
endfunction()
