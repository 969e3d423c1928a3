#pragma once

/// How the program's memory goes back to the system. The figures are those of the C library's
/// allocator as it is by itself: 30 days of one validator took 17 MB before and 117 MB after the
/// queries of a dashboard, for each thread had an arena of its own that kept what queries let go.
namespace nodewatch::app {

/// Once, before there are other threads. Freed memory is kept for the next query instead of being
/// returned and taken anew, page by page, several times in each: give_memory_back() is for that.
void tune_allocator();

/// Returns what is free. Takes milliseconds, in which others may wait for memory: when all is
/// quiet, and not on the loop.
void give_memory_back();

}  // namespace nodewatch::app
