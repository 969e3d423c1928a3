#include "unit/promql/table_file.hpp"

#include <fstream>

namespace nodewatch::promql {

std::vector<std::vector<std::string>> read_table(const std::string& file_name) {
    std::ifstream file(NODEWATCH_SOURCE_DIR "/tests/data/promql/" + file_name);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> fields(1);
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\t') {
                fields.emplace_back();
            } else if (line[i] == '\\') {
                const char c = line[++i];
                fields.back() += c == 'n' ? '\n' : c == 't' ? '\t' : c;
            } else {
                fields.back() += line[i];
            }
        }
        rows.push_back(std::move(fields));
    }
    return rows;
}

}  // namespace nodewatch::promql
