/** Texts of the shared components. */
export const ui = {
  close: 'Close',
  tryAgain: 'Try again',
  showFewer: 'Show fewer',
  showMore: 'Show {count, number} more',
  loading: 'Loading…',
  calculating: 'Calculating…',
  csv: 'CSV',
  csvOf: '{title} as CSV',
  csvHint: 'Download the table as CSV',
  tableOf: 'Table of {noun}',
  previous: 'Previous',
  next: 'Next',
  pageRange: '{first, number} – {last, number} of {total, number}',
  allOf: 'All',
} as const
