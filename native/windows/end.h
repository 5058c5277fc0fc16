#pragma once

/*
 * Ends every program below the folder of the agent that this helper belongs to, of every user whom the caller may end: agents are told that their
 * session ends, and what has not ended by itself five seconds later is ended. The caller stays, as do the programs that started it, except agents.
 * Returns 0 if none is left, 1 if one is, 2 if this helper does not lie in an agent's folder.
 */
int end_agents(void);
