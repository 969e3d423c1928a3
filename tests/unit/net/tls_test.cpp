#include "net/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "net/http_client.hpp"
#include "support/process.hpp"
#include "unit/net/certificate_files.hpp"
#include "unit/net/script_server.hpp"

namespace nodewatch::net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Answers every request of a connection with the connection's number and its own.
Task<void> tell_numbers(Peer& peer) {
    for (int request = 0;; ++request) {
        const std::string head = co_await peer.read_head();
        if (head.empty()) co_return;
        const std::string body = std::to_string(peer.number()) + "/" + std::to_string(request);
        co_await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
    }
}

/// A client that trusts what lies in a file which the test exchanges.
class TlsFilesTest : public ::testing::Test {
protected:
    TlsFilesTest() {
        HttpClientOptions options;
        options.tls.ca_file = ca_file_;
        client_.emplace(loop_.executor(), options);
    }
    /// As a whole, like programs that renew certificates do.
    void trust(const CertificateFiles& files) {
        std::filesystem::copy_file(files.client().ca_file, folder_ / "next");
        std::filesystem::rename(folder_ / "next", ca_file_);
    }
    /// "CONNECTION/REQUEST", counted from 0, or what was wrong.
    std::string ask() {
        const auto url = parse_url("https://localhost:" + std::to_string(server_.port())).value();
        const auto response = loop_.get(client_->send(url, {}, Duration{10'000}));
        error_ = response ? Error{} : response.error();
        return response ? response->body : response.error().message;
    }

    Loop loop_;
    const testing::TemporaryFolder folder_;
    const std::string ca_file_ = folder_ / "ca.pem";
    const CertificateFiles trusted_{"localhost"}, other_{"localhost"};
    ScriptServer server_{loop_, tell_numbers, trusted_.server()};
    std::optional<HttpClient> client_;
    Error error_;
};

TEST_F(TlsFilesTest, AConnectionIsKeptAsLongAsTheFilesStay) {
    trust(trusted_);
    EXPECT_EQ(ask(), "0/0");
    EXPECT_EQ(ask(), "0/1");
    trust(trusted_);
    EXPECT_EQ(ask(), "1/0");
    trust(other_);
    ask();
    EXPECT_EQ(error_.kind, ErrorKind::tls);
    trust(trusted_);
    EXPECT_EQ(ask(), "3/0");
}

TEST_F(TlsFilesTest, AFileThatCannotBeUsedIsNamedUntilItIsInOrder) {
    EXPECT_THAT(ask(), AllOf(HasSubstr(ca_file_), HasSubstr("No such file")));
    trust(trusted_);
    EXPECT_EQ(ask(), "0/0");
    testing::write_file(ca_file_, "broken");
    EXPECT_THAT(ask(), AllOf(HasSubstr(ca_file_), HasSubstr("expected PEM certificates")));
    EXPECT_EQ(error_.kind, ErrorKind::configuration);
    std::filesystem::resize_file(ca_file_, (4U << 20U) + 1);
    EXPECT_THAT(ask(), AllOf(HasSubstr(ca_file_), HasSubstr("larger than 4 MiB")));
    std::filesystem::remove(ca_file_);
    ASSERT_EQ(::mkfifo(ca_file_.c_str(), 0600), 0);
    EXPECT_THAT(ask(), AllOf(HasSubstr(ca_file_), HasSubstr("no regular file")));
    trust(trusted_);
    EXPECT_EQ(ask(), "1/0");
}

}  // namespace
}  // namespace nodewatch::net
