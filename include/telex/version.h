// The version of the library. Written by hand; CMake reads it from here.
#ifndef TELEX_VERSION_H_
#define TELEX_VERSION_H_

#define TELEX_VERSION_MAJOR 0
#define TELEX_VERSION_MINOR 1
#define TELEX_VERSION_PATCH 0
#define TELEX_VERSION_STRING "0.1.0"

#endif  // TELEX_VERSION_H_
