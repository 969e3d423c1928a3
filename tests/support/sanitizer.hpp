#pragma once

/// Sanitizers make a program some ten times slower. Tests that repeat something for the sake of
/// size or chance do a tenth of it there; the release build runs them whole.
namespace nodewatch::sanitizer {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool on = true;
#else
inline constexpr bool on = false;
#endif

/// How often to repeat.
constexpr int rounds(int whole) {
    return on ? whole / 10 : whole;
}

}  // namespace nodewatch::sanitizer
