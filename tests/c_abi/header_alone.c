/* The header compiles alone as strict C99: nothing is included before it. */
#include "telex.h"

const int telex_header_alone_c = TELEX_ABI_VERSION;
