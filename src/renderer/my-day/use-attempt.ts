import { useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { asProblem } from '../ui/problem-text.ts'

/** What a form does when it is sent; one that works ends the form. */
export interface Attempt {
  /** One is running, or has worked. */
  readonly busy: boolean
  /** Why the last one did not work. */
  readonly problem: ClientProblem | null
  readonly attempt: (work: () => Promise<void>) => void
}

export function useAttempt(): Attempt {
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(asProblem(error))
      setBusy(false)
    }
  }
  return { busy, problem, attempt: (work) => void run(work) }
}
