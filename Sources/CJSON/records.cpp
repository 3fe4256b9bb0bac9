#include "cjson.h"
#include <simdjson.h>
extern "C" int cj_version(void) { return 3; }
