#pragma once
#include <windows.h>

/* Starts the thread that reads the address of a browser's window. */
void start_addresses(void);
/*
 * Asks for the address of this window; the answer is a line {"event":"address","window":N,"url":TEXT|null}. Returns at once: a
 * browser that hangs costs its own address and nothing else. Of several requests that wait, the last one is answered.
 */
void ask_address(HWND window);
