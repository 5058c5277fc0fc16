/** A sample biller, with habits that make each day different. */
export interface Biller {
  readonly name: string
  readonly team: string
  /** Probability of a repeat status check. */
  readonly recheck: number
  /** Probability that a step is also documented in a spreadsheet. */
  readonly notes: number
  /** Probability of switching to another payer's portal for the next claim. */
  readonly hopping: number
  /** Factor on all durations. */
  readonly pace: number
  /** Local hour at which the day starts. */
  readonly startHour: number
}

const ohio = 'Ohio denials'
const texas = 'Texas denials'

/** All names are fictional. */
export const sampleTeam: readonly Biller[] = [
  { name: 'A. Brandt', team: ohio, recheck: 0.18, notes: 0.25, hopping: 0.35, pace: 1, startHour: 8 },
  { name: 'C. Diaz', team: ohio, recheck: 0.32, notes: 0.3, hopping: 0.5, pace: 1.1, startHour: 8.25 },
  { name: 'D. Okafor', team: ohio, recheck: 0.12, notes: 0.2, hopping: 0.3, pace: 0.9, startHour: 7.75 },
  { name: 'J. Kim', team: ohio, recheck: 0.4, notes: 0.35, hopping: 0.55, pace: 1.05, startHour: 8 },
  { name: 'M. Reyes', team: ohio, recheck: 0.2, notes: 0.5, hopping: 0.4, pace: 1, startHour: 8.5 },
  { name: 'P. Shah', team: ohio, recheck: 0.25, notes: 0.2, hopping: 0.65, pace: 0.95, startHour: 8 },
  { name: 'S. Lund', team: texas, recheck: 0.15, notes: 0.3, hopping: 0.25, pace: 1.15, startHour: 8.5 },
  { name: 'T. Novak', team: texas, recheck: 0.28, notes: 0.25, hopping: 0.45, pace: 1, startHour: 7.5 },
  { name: 'V. Osei', team: texas, recheck: 0.22, notes: 0.4, hopping: 0.35, pace: 1.05, startHour: 8 },
  { name: 'W. Haas', team: texas, recheck: 0.35, notes: 0.15, hopping: 0.6, pace: 0.9, startHour: 8.25 },
  { name: 'Y. Tanaka', team: texas, recheck: 0.1, notes: 0.3, hopping: 0.3, pace: 1, startHour: 8 },
  { name: 'Z. Farah', team: texas, recheck: 0.3, notes: 0.45, hopping: 0.5, pace: 1.1, startHour: 8.75 },
]
