/** The list of open denials. */
export const worklist = {
  title: 'Worklist',
  explanation: {
    deadlines:
      'Open denials: overdue first, by expected recovery per minute of work, then due soon by date, then all others by expected recovery. In both, appeal deadlines come first.',
    priority: 'Open denials by expected recovery per minute of work, regardless of due dates.',
  },
  order: 'Sort order',
  deadlinesFirst: 'Deadlines first',
  byPriority: 'Expected recovery per minute',
  urgency: 'Due status',
  allOpen: 'All open',
  overdue: 'Overdue',
  dueSoon: 'Due soon',
  filter: {
    assignedTo: 'Assigned to',
    clear: 'Clear filters',
  },
  loading: 'Loading worklist…',
  failed: 'The worklist could not be loaded',
  empty: {
    overdue: 'No overdue denials',
    dueSoon: 'No denials due soon',
    all: 'No open denials',
    filtered: 'No open denials match these filters.',
    unfiltered: 'Denials come from 835 files and worklist files.',
    showAll: 'Show all open denials',
    import: 'Import denials',
  },
  tableOf: 'open denials',
  whyRank: 'Why this rank',
  why: 'Why',
  firstRows: 'The first {count, plural, one {# denial} other {# denials}} in this order.',
  loadRest: 'Load the rest',
  loadingRest: 'Loading…',
} as const
