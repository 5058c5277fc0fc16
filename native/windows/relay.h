#pragma once
#include <windows.h>

/* Whether a browser started this program as the companion's native messaging host. */
BOOL is_browser_call(int count, wchar_t **words);
/* Copies between the browser and the agent, both ways, until one of them ends. Returns the exit code: 1 if no agent runs. */
int relay(int count, wchar_t **words);
