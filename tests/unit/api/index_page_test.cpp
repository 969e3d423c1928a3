#include "api/index_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/api/example_status.hpp"

namespace nodewatch::api {
namespace {

using testing::example_now;
using testing::example_status;
using ::testing::HasSubstr;
using ::testing::Not;

std::string page(const TargetStatus& status) {
    return write_index_page(assess_health({status}, example_now), "0.1.0");
}

TEST(IndexPageTest, ShowsTargetsAndLinks) {
    const std::string html = page(example_status("val-1"));
    EXPECT_THAT(html, HasSubstr("<td>xrpl</td><td>val-1</td><td class=\"ok\">ok for 1h 5m</td>"));
    for (const char* path : {"/metrics", "/health", "/ready", "/api/v1/status/targets"})
        EXPECT_THAT(html, HasSubstr("<a href=\"" + std::string(path) + "\">"));
    EXPECT_THAT(html, Not(HasSubstr("DEMO")));
}

TEST(IndexPageTest, ADemoSaysSo) {
    TargetStatus status = example_status("val-1");
    status.demo = true;
    EXPECT_THAT(page(status), HasSubstr("DEMO: these nodes are stand-ins"));
}

TEST(IndexPageTest, HostileTextIsNoMarkup) {
    TargetStatus status = example_status("<script>alert('1')</script>");
    status.state = TargetState::failed;
    status.reasons = {{"x", "\"><img src=x onerror=alert(1)>&amp;", {}, true}};
    const std::string html = page(status);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;1&#39;)"));
    EXPECT_THAT(html, HasSubstr("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;"));
}

}  // namespace
}  // namespace nodewatch::api
