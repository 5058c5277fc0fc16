import { useEffect, useState } from 'react'
import { comparableReference } from '../../shared/classify/claim-reference.ts'
import { FEWEST_FIRST_CHARACTERS, type ClaimHit, type ClaimSearch } from '../../shared/contract/denials.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

/** So that a number which is typed is one question, not ten. */
const TYPING_MS = 200

/** What the search has to say about what is typed. */
export type SearchState =
  | { readonly kind: 'nothing' | 'too_short' | 'searching' }
  | { readonly kind: 'failed'; readonly reason: string }
  | ({ readonly kind: 'answered'; readonly number: string; readonly whole: boolean } & ClaimSearch)

export interface ClaimSearching {
  readonly text: string
  type(text: string): void
  readonly state: SearchState
  /** Asks at once; `onOne` is called when exactly one claim has been found. */
  enter(onOne: (hit: ClaimHit) => void): void
}

/** The search of a claim. What is typed stays in this component and in the question: not in the address, not in the browser's history. */
export function useClaimSearch(): ClaimSearching {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const [entered, setEntered] = useState<{ readonly onOne: (hit: ClaimHit) => void } | null>(null)
  const number = text.trim()
  // Fewer are asked for only on Enter.
  const isShort = comparableReference(number).length < FEWEST_FIRST_CHARACTERS
  useEffect(() => {
    if (isShort) return undefined
    const timer = setTimeout(() => setAsked(number), TYPING_MS)
    return () => clearTimeout(timer)
  }, [number, isShort])
  const isAsked = asked === number && number !== ''
  const { value, problem } = useTeamQuery('searchClaims', { q: asked }, { enabled: isAsked })
  useEffect(() => {
    if (entered === null || !isAsked || value === null) return
    setEntered(null)
    const [hit] = value.rows
    if (hit && value.rows.length === 1) entered.onOne(hit)
  }, [entered, isAsked, value])

  return {
    text,
    type: (next) => {
      setText(next)
      setEntered(null)
    },
    enter: (onOne) => {
      if (comparableReference(number) === '') return
      setAsked(number)
      setEntered({ onOne })
    },
    state: stateOf(),
  }

  function stateOf(): SearchState {
    if (number === '') return { kind: 'nothing' }
    if (isAsked && value) return { kind: 'answered', number, whole: isShort, ...value }
    if (isAsked && problem) return { kind: 'failed', reason: problem.message }
    return { kind: isShort && !isAsked ? 'too_short' : 'searching' }
  }
}
