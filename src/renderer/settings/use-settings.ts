import { useMemo, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { SettingsName } from '../../shared/contract/settings.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { asProblem } from '../ui/problem-text.ts'
import { documentErrors, unreadableErrors, withRefusals } from './document-errors.ts'
import type { Json } from './json-path.ts'

/** The outcome of the last save. */
interface Saved {
  readonly version: number
  /** It waits for a second admin. */
  readonly waits: boolean
}

/** One document, the draft of its changes, what is wrong with the draft, and how it is saved. */
export function useSettings(name: SettingsName) {
  const write = useTeamWrite()
  const stored = useTeamQuery('settings', { name })
  const [draft, setDraft] = useState<{ readonly version: number; readonly body: Json } | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState<Saved | null>(null)
  /** The number of saves tried since the last success. Each try moves the focus to the first error. */
  const [attempts, setAttempts] = useState(0)
  const answer = stored.value
  const body: Json = draft?.body ?? answer?.body
  const dirty = draft !== null && JSON.stringify(draft.body) !== JSON.stringify(answer?.body)
  const found = useMemo(() => documentErrors(name, body), [name, body])
  const errors = useMemo(
    // A new row is incomplete for a while, so missing values are reported only when the document is saved.
    () => (attempts === 0 ? unreadableErrors(name, body) : withRefusals(name, body, found, problem?.errors ?? [])),
    [name, body, attempts, found, problem],
  )

  const reset = () => {
    setDraft(null)
    setProblem(null)
    setAttempts(0)
  }
  const change = (next: Json) => {
    // The version that the draft began with: a change by someone else in the meantime is then refused, not overwritten.
    setDraft({ version: draft?.version ?? answer?.version ?? 0, body: next })
    setSaved(null)
    setProblem(null)
  }
  const discard = () => {
    reset()
    stored.reload()
  }
  /** @param unchanged saves a document that nobody has changed, too */
  const save = async (unchanged = false) => {
    if (!draft && !unchanged) return
    setAttempts(attempts + 1)
    if (found.size > 0) return
    setSaving(true)
    setProblem(null)
    try {
      const { version, waits = false } = await write(
        'saveSettings',
        { name, ifMatch: draft?.version ?? answer?.version ?? 0 },
        body,
      )
      reset()
      setSaved({ version, waits })
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setSaving(false)
    }
  }
  return {
    answer,
    body,
    dirty,
    errors,
    attempts,
    problem,
    saving,
    saved,
    loadProblem: stored.problem,
    change,
    discard,
    save,
    reload: stored.reload,
  }
}
