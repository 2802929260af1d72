// Where the program finds it.
#pragma once

#include "events/json_text.h"
