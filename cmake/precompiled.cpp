// Compiled only so that the headers which other targets reuse belong to one.
