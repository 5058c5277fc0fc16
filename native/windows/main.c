/*
 * touchledger-windows.exe: what the agent cannot ask of Windows by itself.
 *
 *   touchledger-windows.exe watch                          the window in front and the user's presence, as lines of JSON
 *   touchledger-windows.exe end                            started by installers: ends the agents of this folder
 *   touchledger-windows.exe chrome-extension://ID/ …       started by a browser: the companion's relay to the agent
 *
 * docs/windows.md describes both.
 */
#include "end.h"
#include "relay.h"
#include "watch.h"
#include <stdio.h>
#include <wchar.h>

int wmain(int count, wchar_t **words) {
  if (count == 2 && wcscmp(words[1], L"watch") == 0) return watch();
  if (count == 2 && wcscmp(words[1], L"end") == 0) return end_agents();
  if (is_browser_call(count, words)) return relay(count, words);
  fputs("usage: touchledger-windows.exe watch|end\n", stderr);
  return 2;
}
