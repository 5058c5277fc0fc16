/** Why money is denied. */
export const rootCauses = {
  title: 'Root causes',
  explanation:
    'Denied dollars in this period by payer, reason and one more dimension. The largest root causes come first.',
  removeFilter: 'Remove filter {name}',
  clear: 'Clear filters',
  causes: {
    title: 'Payer × reason × {dimension}',
    by: 'Third dimension',
    explanation:
      'By denied dollars. Click a name to filter. Click an amount to view its claims and their touch history.',
    none: 'No denials match this period and these filters.',
    lead: '<strong>{amount}</strong> denied. {part, number} of {total, plural, one {# root cause accounts} other {# root causes account}} for 80%.',
    tableOf: 'root causes',
    only: 'Filter by {name}',
    deniedAmount: 'Denied amount, {cause}',
  },
  column: {
    denied: 'Denied',
    denials: 'Denials',
    share: 'Share',
    cumulative: 'Cumulative %',
  },
  csv: { denied: 'Denied ($)', share: 'Share (0–1)', cumulative: 'Cumulative (0–1)' },
  facet: {
    title: 'By {dimension}',
    explanation: 'Denied dollars. Marker = previous period.',
    none: 'No denied dollars.',
    denials: '{count, plural, one {# denial} other {# denials}}',
  },
} as const
