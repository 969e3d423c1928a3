# Libraries, all from Debian 12. Each is named with its reason in docs/dependencies.md.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(simdjson 3 REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(yaml_cpp REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3>=3.40)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
# Not as an imported target: its folders of headers are none of ours, and many.
pkg_check_modules(zmq REQUIRED libzmq>=4.3)
find_package(Snappy REQUIRED)
pkg_check_modules(maxminddb REQUIRED IMPORTED_TARGET libmaxminddb)

# Asio and Beast are compiled once, in src/net/asio_impl.cpp and src/net/beast_impl.cpp.
add_library(nodewatch_boost INTERFACE)
target_link_libraries(nodewatch_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(nodewatch_boost INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)

# Third-party headers are not ours to warn about.
foreach(target Boost::headers Boost::url fmt::fmt spdlog::spdlog simdjson::simdjson PkgConfig::yaml_cpp)
  get_target_property(includes ${target} INTERFACE_INCLUDE_DIRECTORIES)
  if(includes)
    set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${includes}")
  endif()
endforeach()
