/* The window in front, and the presence of its user, by Windows' own events. */
#include "watch.h"
#include "address.h"
#include "lines.h"
#include "microphone.h"
#include "window.h"
#include <wtsapi32.h>

/* Programs whose titles change without an event are looked at this often, ms. Each look also says the last input. */
static const UINT look_every = 1000;

static Window shown, seen;
static BOOL begun;
static BOOL locked, disconnected, said_locked;

/* The counter wraps after 49.7 days; so does the difference, rightly. */
static DWORD ms_since_input(void) {
  LASTINPUTINFO last = {.cbSize = sizeof last};
  return GetLastInputInfo(&last) ? GetTickCount() - last.dwTime : 0;
}

static void say(const char *event) {
  line_begin(event);
  line_number("idleMs", ms_since_input());
  line_end();
}

static void say_window(void) {
  line_begin("window");
  line_number("idleMs", ms_since_input());
  line_number("window", (ULONG_PTR)shown.handle);
  if (shown.handle != NULL) {
    line_number("pid", shown.pid);
    line_text("program", shown.program[0] == 0 ? NULL : shown.program);
    line_text("class", shown.class_name);
    line_text("title", shown.title);
  }
  line_end();
  if (shown.handle != NULL && is_browser(&shown)) ask_address(shown.handle);
}

static void look(void) {
  read_window_in_front(&seen);
  if (begun && same_window(&seen, &shown)) return;
  begun = TRUE;
  shown = seen;
  say_window();
}

static void CALLBACK on_event(HWINEVENTHOOK hook, DWORD event, HWND window, LONG object, LONG child, DWORD thread, DWORD time) {
  (void)hook, (void)child, (void)thread, (void)time;
  if (object != OBJID_WINDOW) return;
  /* Titles change everywhere all the time; only the one in front is looked at. */
  if (event == EVENT_OBJECT_NAMECHANGE && window != GetForegroundWindow()) return;
  look();
}

static void CALLBACK on_timer(HWND window, UINT message, UINT_PTR timer, DWORD time) {
  (void)window, (void)message, (void)timer, (void)time;
  look();
  say("tick");
}

/* A session is absent while it is locked, and while another one has the screen or nobody is connected to it. */
static void on_session(WPARAM change) {
  switch (change) {
    case WTS_SESSION_LOCK: locked = TRUE; break;
    case WTS_SESSION_UNLOCK: locked = FALSE; break;
    case WTS_CONSOLE_DISCONNECT:
    case WTS_REMOTE_DISCONNECT: disconnected = TRUE; break;
    case WTS_CONSOLE_CONNECT:
    case WTS_REMOTE_CONNECT: disconnected = FALSE; break;
    case WTS_SESSION_LOGOFF: say("shutdown"); return;
    default: return;
  }
  if ((locked || disconnected) == said_locked) return;
  said_locked = !said_locked;
  say(said_locked ? "lock" : "unlock");
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM first, LPARAM second) {
  switch (message) {
    case WM_WTSSESSION_CHANGE: on_session(first); return 0;
    case WM_POWERBROADCAST:
      if (first == PBT_APMSUSPEND) say("suspend");
      if (first == PBT_APMRESUMEAUTOMATIC || first == PBT_APMRESUMESUSPEND) say("resume");
      return TRUE;
    case WM_QUERYENDSESSION: return TRUE;
    case WM_ENDSESSION:
      if (first) say("shutdown");
      return 0;
    default: return DefWindowProcW(window, message, first, second);
  }
}

/* The agent holds the other end: when it ends, however it ends, so does this program. */
static DWORD WINAPI end_with_agent(void *unused) {
  (void)unused;
  char byte;
  DWORD count;
  while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &byte, 1, &count, NULL) && count > 0) {
  }
  ExitProcess(0);
}

static void hook(DWORD first, DWORD last) {
  SetWinEventHook(first, last, NULL, on_event, 0, 0, WINEVENT_OUTOFCONTEXT | WINEVENT_SKIPOWNPROCESS);
}

int watch(void) {
  WNDCLASSW class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = L"TouchLedgerWatch"};
  RegisterClassW(&class);
  /* Not a message-only window: those hear nothing of the end of a session. It is never shown. */
  HWND window = CreateWindowExW(WS_EX_TOOLWINDOW, class.lpszClassName, L"", WS_POPUP, 0, 0, 0, 0, NULL, NULL, class.hInstance, NULL);
  if (window == NULL) return 1;
  BOOL session = WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
  CloseHandle(CreateThread(NULL, 0, end_with_agent, NULL, 0, NULL));
  start_addresses();
  hook(EVENT_SYSTEM_FOREGROUND, EVENT_SYSTEM_FOREGROUND);
  hook(EVENT_SYSTEM_MINIMIZESTART, EVENT_SYSTEM_MINIMIZEEND);
  hook(EVENT_OBJECT_NAMECHANGE, EVENT_OBJECT_NAMECHANGE);
  line_begin("ready");
  line_number("version", 1);
  line_flag("session", session);
  line_end();
  look();
  start_microphone();
  SetTimer(NULL, 0, look_every, on_timer);
  MSG message;
  while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
  return 0;
}
