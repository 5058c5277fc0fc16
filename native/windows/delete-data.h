#pragma once

/*
 * Deletes what the agents of all users of this computer have recorded: AppData\Local\TouchLedger in each profile, and the computer's own folder
 * in ProgramData. A link in its place goes, and what it leads to stays. Returns 0 if nothing is left, else 1.
 */
int delete_data(void);
