// The event loop of a thread of ours, as the client has it. Only for sources.
#pragma once

#include "client/loop_io_kj.h"
