#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodewatch::testing {

/// How a program ended.
struct Ended {
    std::optional<int> exit_code;
    std::optional<int> signal;
};

/// A child process whose standard output and error are read together, line by line. Killed with the
/// test. Waits have no limit of their own: the test's is enough.
class Program {
public:
    /// `variables` ("NAME=value") are all of the environment that it gets.
    Program(const std::vector<std::string>& command, const std::vector<std::string>& variables) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
        pid_ = ::fork();
        if (pid_ == 0) execute(command, variables, ends[1]);
        ::close(ends[1]);
        output_end_ = ends[0];
    }
    ~Program() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
        ::close(output_end_);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Reads until a line holds the text and returns that line; nothing when the output ended.
    std::optional<std::string> wait_for_line(std::string_view text) {
        for (;;) {
            while (const auto line = next_line())
                if (line->find(text) != std::string::npos) return line;
            if (!read_more()) return std::nullopt;
        }
    }

    void send(int signal) const { ::kill(pid_, signal); }

    /// Reads the rest of the output and waits for the end.
    Ended wait() {
        while (read_more()) {
        }
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        Ended ended;
        if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
        return ended;
    }

    /// All that was read so far.
    const std::string& output() const { return output_; }

private:
    [[noreturn]] static void execute(std::vector<std::string> command,
                                     std::vector<std::string> variables, int output) {
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        const auto pointers = [](std::vector<std::string>& texts) {
            std::vector<char*> result;
            for (auto& text : texts)
                result.push_back(text.data());
            result.push_back(nullptr);
            return result;
        };
        ::execve(command[0].c_str(), pointers(command).data(), pointers(variables).data());
        ::_exit(127);
    }

    std::optional<std::string> next_line() {
        const auto end = output_.find('\n', line_start_);
        if (end == std::string::npos) return std::nullopt;
        auto line = output_.substr(line_start_, end - line_start_);
        line_start_ = end + 1;
        return line;
    }

    bool read_more() {
        char buffer[4'096];
        const auto size = ::read(output_end_, buffer, sizeof buffer);
        if (size <= 0) return false;
        output_.append(buffer, static_cast<std::size_t>(size));
        return true;
    }

    pid_t pid_ = 0;
    int output_end_ = -1;
    std::string output_;
    std::size_t line_start_ = 0;
};

}  // namespace nodewatch::testing
