/** Units and distances in time. The numbers arrive formatted. */
export const format = {
  seconds: '{value}s',
  minutes: '{value}m',
  hoursAndMinutes: '{hours}h {minutes}m',
  hours: '{value}h',
  unit: { hours: 'h', minutes: ' min', days: ' days' },
  perHour: '/hr',
  points: '{value} pt',
  justNow: 'just now',
  secondsAgo: '{value} sec ago',
  minutesAgo: '{value} min ago',
  hoursAgo: '{value} hr ago',
  daysAgo: '{days, plural, one {# day} other {# days}} ago',
  aboutMinutes: '{value} min',
  aboutHours: '{value} hr',
  aboutDays: '{days, plural, one {# day} other {# days}}',
} as const
