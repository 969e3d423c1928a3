# Language level, warnings, sanitizers, linker and compiler cache.

# g++ 12 (Debian 12's default) miscompiles ordinary coroutine code silently.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ below 13 miscompiles coroutines. Use clang 19: cmake --preset release")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")
# -O1 makes a sanitizer build of the Asio files ten times slower to compile.
set(CMAKE_CXX_FLAGS_SANITIZE "-O0 -g1")

# -pthread for all: some libraries ask for it, and who shares precompiled headers must agree.
add_library(nodewatch_options INTERFACE)
target_compile_options(nodewatch_options INTERFACE
  -pthread
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wunused
  # Files compiled as one: a local variable may have the name of another file's constant.
  $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow>)
if(NODEWATCH_WERROR)
  target_compile_options(nodewatch_options INTERFACE -Werror)
endif()
if(NODEWATCH_SANITIZE)
  add_compile_options(-fsanitize=${NODEWATCH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${NODEWATCH_SANITIZE})
endif()
if(NODEWATCH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(NODEWATCH_LLD NAMES ld.lld-19 ld.lld)
if(NODEWATCH_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_link_options(--ld-path=${NODEWATCH_LLD})
endif()

find_program(NODEWATCH_CCACHE ccache)
if(NODEWATCH_CCACHE)
  # ccache takes files with precompiled headers only when told that it may. Paths below the tree are
  # relative for it, and so in the binary: checkouts share the cache, and no machine path is named.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${NODEWATCH_CCACHE})
  add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
  if(NODEWATCH_PCH)
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
