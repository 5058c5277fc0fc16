/** Parts that every card of a metric shares. */
export const metrics = {
  adding: 'Calculating…',
  failed: 'Could not be loaded: {reason}',
  ignoredFilters: 'Not filtered by {filters}',
  weekOf: 'week of {day}',
  change: {
    noPrior: 'no data for {period}',
    same: 'no change vs. {period}',
    up: '<strong>up {amount}</strong> vs. {period}',
    down: '<strong>down {amount}</strong> vs. {period}',
    targetUnder: 'target {target} or less',
    targetOver: 'target {target} or more',
    met: '✓ met',
    notMet: 'not met',
  },
} as const
