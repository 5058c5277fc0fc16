import { useState } from 'react'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import type { PauseMinutes } from '../../shared/contract/pause.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { asProblem } from '../ui/problem-text.ts'

/** Pauses and resumes recording on this computer. */
export interface PauseActions {
  readonly busy: boolean
  /** Why the latest action failed; null after a success. */
  readonly failed: string | null
  readonly pause: (minutes: PauseMinutes) => void
  readonly resume: () => void
}

/** @param onDone called after each action */
export function usePause(desktop: Desktop, onDone: () => void): PauseActions {
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const act = async (action: () => Promise<AgentStatus>) => {
    setBusy(true)
    setFailed(null)
    try {
      await action()
    } catch (error) {
      setFailed(asProblem(error).message)
    } finally {
      setBusy(false)
      onDone()
    }
  }
  return {
    busy,
    failed,
    pause: (minutes) => void act(() => desktop.myDay.pause({ minutes })),
    resume: () => void act(() => desktop.myDay.resume()),
  }
}
