#include "networks/xrpl/rpc.hpp"

#include <gtest/gtest.h>

namespace nodewatch::xrpl {
namespace {

net::Url url() {
    return *net::parse_url("http://user:secret@127.0.0.1:5005/");
}

net::HttpResponse response(int status, std::string body) {
    net::HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

// What rippled 3.1.1 answers: the errors.jsonl recording.
TEST(RpcAnswer, SuccessIsTheBody) {
    EXPECT_EQ(*interpret_http_answer(url(), "ping", response(200, "{\"result\":{}}")),
              "{\"result\":{}}");
}

TEST(RpcAnswer, ForbiddenTellsWhichMethodAndWhatToDo) {
    const auto answer = interpret_http_answer(url(), "peers", response(403, "Forbidden\r\n"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::permission);
    EXPECT_EQ(answer.error().code, "403");
    EXPECT_NE(answer.error().message.find("peers"), std::string::npos);
    EXPECT_NE(answer.error().message.find("admin"), std::string::npos);
    EXPECT_EQ(answer.error().message.find("secret"), std::string::npos);
}

TEST(RpcAnswer, OverloadIsTheServersOwnFault) {
    const auto answer =
        interpret_http_answer(url(), "fee", response(503, "Server is overloaded\r\n"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::server);
    EXPECT_NE(answer.error().message.find("Server is overloaded"), std::string::npos);
}

TEST(RpcAnswer, OtherStatusIsToldWithItsNumber) {
    const auto answer =
        interpret_http_answer(url(), "fee", response(400, "unable to parse request"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::http_status);
    EXPECT_EQ(answer.error().code, "400");
}

TEST(RpcAnswer, LongBodiesAreCutInTheMessage) {
    const auto answer =
        interpret_http_answer(url(), "fee", response(500, std::string(100'000, 'x')));
    ASSERT_FALSE(answer);
    EXPECT_LT(answer.error().message.size(), 300U);
}

TEST(RpcCredentials, AreJsonMembersOrNothing) {
    EXPECT_EQ(credential_members("", ""), "");
    EXPECT_EQ(credential_members("ad\"min", "p"), R"("admin_user":"ad\"min","admin_password":"p")");
}

}  // namespace
}  // namespace nodewatch::xrpl
