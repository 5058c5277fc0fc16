/** Why money is denied. */
export const rootCauses = {
  title: 'Root causes',
  explanation: 'Denied dollars in this period by payer, reason and CARC. The largest root causes come first.',
  removeFilter: 'Remove filter {name}',
  clear: 'Clear filters',
  causes: {
    title: 'Payer × reason × CARC',
    explanation:
      'By denied dollars. Click a name to filter. Click an amount to view its claims and their touch history.',
    none: 'No denials match this period and these filters.',
    lead: '<strong>{amount}</strong> denied. {part, number} of {total, plural, one {# root cause accounts} other {# root causes account}} for 80%.',
    tableOf: 'root causes',
    only: 'Filter by {name}',
    deniedAmount: 'Denied amount, {cause}',
  },
  column: {
    payer: 'Payer',
    reason: 'Reason',
    carc: 'CARC',
    denied: 'Denied',
    denials: 'Denials',
    share: 'Share',
    cumulative: 'Cumulative %',
  },
  csv: { denied: 'Denied ($)', share: 'Share (0–1)', cumulative: 'Cumulative (0–1)' },
  facet: {
    payer: 'By payer',
    category: 'By reason',
    carc: 'By CARC',
    explanation: 'Denied dollars. Marker = previous period.',
    none: 'No denied dollars.',
    denials: '{count, plural, one {# denial} other {# denials}}',
  },
} as const
