import {
  claimEventSchema,
  presenceEventSchema,
  windowObservationSchema,
  type Observation,
} from '../../shared/contract/index.ts'

/** Invalid input with its line number. */
export class BadLine extends Error {
  override readonly name = 'BadLine'
  /** 1-based. */
  readonly line: number
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`)
    this.line = line
  }
}

/**
 * Reads observations, one JSON per line; blank lines are skipped.
 * @throws BadLine with the first invalid line and its field.
 */
export function parseObservationLines(text: string): Observation[] {
  const observations: Observation[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() !== '') observations.push(parseObservation(line, index + 1))
  })
  return observations
}

const isClaimEvent = ({ event }: { readonly event: unknown }) => event === 'claim_started' || event === 'claim_done'

function parseObservation(line: string, number: number): Observation {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new BadLine(number, 'not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadLine(number, 'not a JSON object')
  const schema = !('event' in value)
    ? windowObservationSchema
    : isClaimEvent(value)
      ? claimEventSchema
      : presenceEventSchema
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BadLine(number, issue ? `${issue.path.join('.') || 'observation'}: ${issue.message}` : 'no observation')
}
