#include "app/allocator.hpp"

#include <malloc.h>

namespace nodewatch::app {

void tune_allocator() {
    // One for the loop, one for all others: they share what is free, and wait for each other
    // rarely.
    constexpr int arenas = 2;
    constexpr int kept_bytes = 4 << 20;  // the buffers of a query that reads part by part
    constexpr int growth_bytes = 1 << 20;
    ::mallopt(M_ARENA_MAX, arenas);
    ::mallopt(M_MMAP_THRESHOLD, kept_bytes);
    ::mallopt(M_TRIM_THRESHOLD, kept_bytes);
    ::mallopt(M_TOP_PAD, growth_bytes);
}

void give_memory_back() {
    ::malloc_trim(0);
}

}  // namespace nodewatch::app
