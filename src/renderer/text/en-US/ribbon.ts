/** The colored bar of a person's day. */
export const ribbon = {
  legend: 'Legend',
  nothingRecorded: 'no activity recorded',
  viewDetails: 'Click to view details',
  timeRange: '{from} – {to} · {duration}',
  shadeWithKinds: '{shade}: {kinds}',
  spoken: '{from} to {to}, {duration}: {segment}, {shade}',
  spokenWithKinds: '{from} to {to}, {duration}: {segment}, {shade}, {kinds}',
} as const
