import { denialStates, type AppealLevel, type DenialState } from '../../../shared/contract/denials.ts'
import type { Cell } from './cells.ts'

/** What billing systems call the status of a denial, in lower case and with single blanks. */
const words: Readonly<Record<Exclude<DenialState, 'reversed'>, readonly string[]>> = {
  new: ['open', 'unworked', 'not started', 'not worked', 'unassigned', 'denied', 'active', 'outstanding'],
  in_progress: [
    ...['working', 'in process', 'in review', 'under review', 'being worked', 'worked', 'assigned', 'started'],
    ...['pending', 'pended', 'pending review', 'follow up', 'needs follow up', 'on hold'],
    ...['awaiting information', 'awaiting records'],
  ],
  corrected_claim_sent: [
    ...['corrected claim', 'corrected claim submitted', 'corrected', 'corrected and rebilled', 'resubmitted'],
    ...['rebilled', 'replacement claim sent', 'resubmitted to payer'],
  ],
  appealed: [
    ...['appeal', 'appeal sent', 'appeal filed', 'appeal submitted', 'appeal pending', 'appeal in progress'],
    ...['under appeal', 'in appeal', 'on appeal', '1st level appeal', '2nd level appeal', 'first level appeal'],
    ...['second level appeal', 'level 1 appeal', 'level 2 appeal', 'appeal level 1', 'appeal level 2', 'second appeal'],
    ...[
      '1st appeal',
      '2nd appeal',
      'first appeal',
      'external review',
      'external appeal',
      'independent review',
      'iro review',
    ],
    ...[
      '1st level appeal sent',
      '2nd level appeal sent',
      'appealed pending',
      'reconsideration sent',
      'reconsideration',
    ],
  ],
  payer_responded: [
    ...['payer response', 'payer responded', 'response received', 'payer response received', 'decision received'],
    ...['appeal response received', 'reply received'],
  ],
  overturned: ['appeal won', 'appeal approved', 'appeal overturned', 'denial overturned', 'won', 'approved'],
  upheld: ['appeal lost', 'appeal denied', 'appeal upheld', 'denial upheld', 'final denial'],
  written_off: [
    ...['write off', 'w o', 'adjusted', 'adjusted off', 'adjustment', 'bad debt', 'uncollectible'],
    ...['no further action', 'not recoverable'],
  ],
  patient_responsibility: [
    ...[
      'patient resp',
      'pt responsibility',
      'pt resp',
      'patient balance',
      'billed to patient',
      'transferred to patient',
    ],
    ...['moved to patient', 'patient owes', 'self pay'],
  ],
  voided: ['void', 'claim voided', 'canceled', 'cancelled', 'claim canceled'],
  recovered: ['paid', 'paid in full', 'payment received', 'collected', 'payment posted', 'resolved'],
  reopened: ['re opened', 'reopen', 're open', 'denied again'],
}

const closings = /^(?:closed|close|completed?|complete|resolved|final|done)\s+(?=\S)/

const plainStatus = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** A status such as `written_off`, `Written off`, `Appeal sent` or `Closed - Paid`. */
export function stateCell(text: string): Cell<DenialState> {
  const plain = plainStatus(text)
  const state = stateOf(plain) ?? stateOf(plain.replace(closings, ''))
  return state === null ? { error: `not a status: ${denialStates.join(', ')}` } : { value: state }
}

const levels: readonly (readonly [RegExp, AppealLevel])[] = [
  [/\b(?:1st|first)\b|\blevel (?:1|one)\b/, '1'],
  [/\b(?:2nd|second)\b|\blevel (?:2|two)\b/, '2'],
  [/\bexternal\b|\biro\b|\bindependent review\b/, 'external'],
]

/** The level of appeal that a status names, such as `2nd level appeal`; null: none. */
export function appealLevelOf(text: string): AppealLevel | null {
  const plain = plainStatus(text)
  const state = stateCell(text)
  if (!('value' in state) || state.value !== 'appealed') return null
  return levels.find(([pattern]) => pattern.test(plain))?.[1] ?? null
}

function stateOf(plain: string): DenialState | null {
  const named = denialStates.find((state) => state === plain.replaceAll(' ', '_'))
  if (named) return named
  const [state] = Object.entries(words).find(([, known]) => known.includes(plain)) ?? []
  return denialStates.find((known) => known === state) ?? null
}
