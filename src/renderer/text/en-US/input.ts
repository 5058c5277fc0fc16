/** What is wrong with something typed, and the controls of an input. */
export const input = {
  useDate: 'Use MM/DD/YYYY',
  noSuchDate: '{text} is not a calendar date',
  yearOutOfRange: 'Use a year from 1900 to 2199',
  useTime: 'Use a time such as 7:45 AM',
  useTimeRange: 'Use hours such as 8:00 AM – 4:30 PM',
  endBeforeStart: 'The end must be after the start',
  datePlaceholder: 'MM/DD/YYYY',
  openCalendar: 'Open calendar for {label}',
} as const
