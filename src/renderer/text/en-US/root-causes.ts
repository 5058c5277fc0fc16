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
    compared: 'Change: compared to {period}.',
    gone: '{count, plural, one {# root cause} other {# root causes}} of that period ({amount}) {count, plural, one {has} other {have}} no denials now.',
    tableOf: 'root causes',
    only: 'Filter by {name}',
    deniedAmount: 'Denied amount, {cause}',
  },
  nextSteps: {
    title: 'Next steps for the largest reasons',
    explanation: 'By denied dollars. What usually prevents or recovers such denials.',
    reason: '{category}, {carc}',
    amount: 'Denied amount, {reason}',
    none: 'No reasons with a next step in this period.',
    row: 'Fix for this cause',
    short: 'Fix',
    noneForRow: 'There is no next step for this category. Categories of your own have none.',
  },
  column: {
    denied: 'Denied',
    changeDenied: 'Change ($)',
    denials: 'Denials',
    changeDenials: 'Change (count)',
    noChange: 'same',
    share: 'Share',
    cumulative: 'Cumulative %',
  },
  csv: {
    denied: 'Denied ($)',
    changeDenied: 'Change of denied ($)',
    changeDenials: 'Change of denials',
    share: 'Share (0–1)',
    cumulative: 'Cumulative (0–1)',
  },
  facet: {
    title: 'By {dimension}',
    explanation: 'Denied dollars. Marker = previous period.',
    none: 'No denied dollars.',
    denials: '{count, plural, one {# denial} other {# denials}}',
  },
} as const
