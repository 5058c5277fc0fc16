/*
 * The address that a browser shows, by UI Automation, on a thread of its own. Never run on Windows: Wine has no UI Automation, so
 * here each request ends with null.
 */
#define COBJMACROS
#include "address.h"
#include "lines.h"
#include <initguid.h>
#include <uiautomationclient.h>

/* A provider that takes longer gets no more time, ms. */
static const DWORD connection_limit = 500, transaction_limit = 1000;

static HANDLE asked;
static HWND volatile wanted;

/* NULL where there is none; without its time limits it is not used. */
static IUIAutomation *open_automation(void) {
  IUIAutomation2 *automation = NULL;
  if (FAILED(CoCreateInstance(&CLSID_CUIAutomation8, NULL, CLSCTX_INPROC_SERVER, &IID_IUIAutomation2, (void **)&automation)))
    return NULL;
  if (SUCCEEDED(IUIAutomation2_put_ConnectionTimeout(automation, connection_limit)) &&
      SUCCEEDED(IUIAutomation2_put_TransactionTimeout(automation, transaction_limit)))
    return (IUIAutomation *)automation;
  IUIAutomation2_Release(automation);
  return NULL;
}

/* What narrows the search: an edit field that can take the keyboard, outside of the page. */
static IUIAutomationCondition *address_bar_condition(IUIAutomation *automation) {
  IUIAutomationCondition *is_edit = NULL, *takes_keys = NULL, *both = NULL;
  VARIANT edit = {.vt = VT_I4, .lVal = UIA_EditControlTypeId}, yes = {.vt = VT_BOOL, .boolVal = VARIANT_TRUE};
  if (SUCCEEDED(IUIAutomation_CreatePropertyCondition(automation, UIA_ControlTypePropertyId, edit, &is_edit)) &&
      SUCCEEDED(IUIAutomation_CreatePropertyCondition(automation, UIA_IsKeyboardFocusablePropertyId, yes, &takes_keys)))
    IUIAutomation_CreateAndCondition(automation, is_edit, takes_keys, &both);
  if (is_edit != NULL) IUIAutomationCondition_Release(is_edit);
  if (takes_keys != NULL) IUIAutomationCondition_Release(takes_keys);
  return both;
}

/* The page itself is a document; whoever finds a field inside it would read the page. */
static BOOL is_in_page(IUIAutomation *automation, IUIAutomationElement *element) {
  IUIAutomationTreeWalker *walker = NULL;
  BOOL inside = TRUE;
  if (FAILED(IUIAutomation_get_ControlViewWalker(automation, &walker))) return TRUE;
  IUIAutomationElement *at = element;
  IUIAutomationElement_AddRef(at);
  for (int step = 0; step < 64 && at != NULL; step++) {
    CONTROLTYPEID type = 0;
    IUIAutomationElement *parent = NULL;
    if (FAILED(IUIAutomationElement_get_CurrentControlType(at, &type)) || type == UIA_DocumentControlTypeId) break;
    if (FAILED(IUIAutomationTreeWalker_GetParentElement(walker, at, &parent))) break;
    IUIAutomationElement_Release(at);
    at = parent;
    if (at == NULL) inside = FALSE;
  }
  if (at != NULL) IUIAutomationElement_Release(at);
  IUIAutomationTreeWalker_Release(walker);
  return inside;
}

/* A text that the caller frees; NULL where the address cannot be seen. */
static BSTR address_of(IUIAutomation *automation, HWND window) {
  IUIAutomationElement *root = NULL, *field = NULL;
  IUIAutomationCondition *condition = address_bar_condition(automation);
  IUIAutomationValuePattern *value = NULL;
  BSTR address = NULL;
  if (condition != NULL && SUCCEEDED(IUIAutomation_ElementFromHandle(automation, window, &root)) && root != NULL &&
      SUCCEEDED(IUIAutomationElement_FindFirst(root, TreeScope_Descendants, condition, &field)) && field != NULL &&
      !is_in_page(automation, field) &&
      SUCCEEDED(IUIAutomationElement_GetCurrentPatternAs(field, UIA_ValuePatternId, &IID_IUIAutomationValuePattern, (void **)&value)) &&
      value != NULL) {
    BOOL typing = FALSE;
    /* While somebody types, the field holds what is typed. */
    if (SUCCEEDED(IUIAutomationElement_get_CurrentHasKeyboardFocus(field, &typing)) && !typing)
      IUIAutomationValuePattern_get_CurrentValue(value, &address);
  }
  if (value != NULL) IUIAutomationValuePattern_Release(value);
  if (field != NULL) IUIAutomationElement_Release(field);
  if (root != NULL) IUIAutomationElement_Release(root);
  if (condition != NULL) IUIAutomationCondition_Release(condition);
  return address;
}

static DWORD WINAPI answer_requests(void *unused) {
  (void)unused;
  IUIAutomation *automation = NULL;
  if (SUCCEEDED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) automation = open_automation();
  while (WaitForSingleObject(asked, INFINITE) == WAIT_OBJECT_0) {
    HWND window = wanted;
    BSTR address = automation == NULL ? NULL : address_of(automation, window);
    /* The window may have lost the front meanwhile: then this answer is nobody's. */
    if (window == wanted) {
      line_begin("address");
      line_number("window", (ULONG_PTR)window);
      line_text("url", address);
      line_end();
    }
    SysFreeString(address);
  }
  return 0;
}

void start_addresses(void) {
  asked = CreateEventW(NULL, FALSE, FALSE, NULL);
  CloseHandle(CreateThread(NULL, 0, answer_requests, NULL, 0, NULL));
}

void ask_address(HWND window) {
  wanted = window;
  SetEvent(asked);
}
