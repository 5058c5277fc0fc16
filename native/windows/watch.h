#pragma once

/* Says what is in front, until standard input ends. Returns the exit code. */
int watch(void);
