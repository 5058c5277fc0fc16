#pragma once

/*
 * Starts the thread that says which programs use the microphone: {"event":"microphone","programs":[…]} at the start and at each
 * change, by the names of Windows' consent store: a path with # for \, or a package's family name. Nothing is heard.
 */
void start_microphone(void);
