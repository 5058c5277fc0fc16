#pragma once
#include <windows.h>

/* What is in front. `handle` NULL: the desktop, or nothing that can be seen. */
typedef struct {
  HWND handle;
  DWORD pid;
  /* Name of the executable, without its folder; empty if the process does not tell. */
  wchar_t program[MAX_PATH];
  wchar_t class_name[256];
  /* The whole title, at most as long as Windows stores one. */
  wchar_t title[32768];
} Window;

/* Reads the window in front. Asks no other process anything: a program that hangs delays nothing. */
void read_window_in_front(Window *window);
BOOL same_window(const Window *one, const Window *other);
/* Whether the program shows addresses: of another one's first field nothing may be read. */
BOOL is_browser(const Window *window);
