#include "app/process_usage.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace nodewatch::app {
namespace {

TEST(ProcessUsage, AsManyFilesMayBeOpenAsTheSystemAllows) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit few{limit.rlim_max / 2, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    EXPECT_EQ(read_process_usage().max_files, few.rlim_cur);
    raise_file_limit();
    EXPECT_EQ(read_process_usage().max_files, limit.rlim_max);
}

}  // namespace
}  // namespace nodewatch::app
