#include "promql/value_type.hpp"

namespace nodewatch::promql {

std::string_view to_string(ValueType type) {
    switch (type) {
        case ValueType::scalar:
            return "scalar";
        case ValueType::vector:
            return "vector";
        case ValueType::matrix:
            return "matrix";
        case ValueType::string:
            return "string";
    }
    return "";
}

std::string_view documented_name(ValueType type) {
    switch (type) {
        case ValueType::vector:
            return "instant vector";
        case ValueType::matrix:
            return "range vector";
        default:
            return to_string(type);
    }
}

}  // namespace nodewatch::promql
