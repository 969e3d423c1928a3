#include <gtest/gtest.h>

#include "telemetry/exposition.hpp"

namespace nodewatch {
namespace {

bool open(std::string_view accept) {
    return negotiate_exposition(accept) == ExpositionFormat::open_metrics;
}

TEST(NegotiationTest, WhatScrapersSend) {
    // Prometheus 2.42, Prometheus 2.49 and later, VictoriaMetrics, curl, Firefox.
    EXPECT_TRUE(
        open("application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
             "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
    EXPECT_TRUE(
        open("application/openmetrics-text;version=1.0.0;q=0.5,application/"
             "openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,"
             "*/*;q=0.2"));
    EXPECT_FALSE(open("text/plain;version=0.0.4;q=1,*/*;q=0.1"));
    EXPECT_FALSE(open("*/*"));
    EXPECT_FALSE(open("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
    EXPECT_FALSE(open(""));
}

TEST(NegotiationTest, QualityDecides) {
    EXPECT_TRUE(open("application/openmetrics-text;q=0.5, text/plain;q=0.5"));
    EXPECT_FALSE(open("application/openmetrics-text;q=0.4, text/plain;q=0.5"));
    EXPECT_FALSE(open("application/openmetrics-text;q=0.4, text/*;q=0.5"));
    EXPECT_FALSE(open("application/openmetrics-text;q=0"));
    // The more exact range counts for the plain text, whatever the wider one says.
    EXPECT_TRUE(open("application/openmetrics-text;q=0.5, text/plain;q=0.3, */*"));
}

TEST(NegotiationTest, VersionsWeDoNotSpeakAreNotOffered) {
    EXPECT_FALSE(open("application/openmetrics-text;version=2.0.0"));
    EXPECT_TRUE(open("Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=1"));
}

TEST(NegotiationTest, NonsenseIsPlainText) {
    for (const char* text : {",;=,", ";;;q=;", "application/openmetrics-text;q=much",
                             "application/openmetrics-text;q=nan", "=;q=1", "\xff\xfe"})
        EXPECT_FALSE(open(text)) << text;
}

}  // namespace
}  // namespace nodewatch
