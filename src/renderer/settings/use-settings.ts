import { useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { SettingsName } from '../../shared/contract/settings.ts'
import type { WriteBody } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import type { Json } from './json-path.ts'

/** One document, the draft on top of it, and how it is saved. */
export function useSettings(name: SettingsName) {
  const { team } = useAppEnvironment()
  const stored = usePolled(name, () => team.read('settings', { name }), null)
  const [draft, setDraft] = useState<{ readonly version: number; readonly body: Json } | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [saving, setSaving] = useState(false)
  const [savedVersion, setSavedVersion] = useState<number | null>(null)
  const answer = stored.value
  const body: Json = draft?.body ?? answer?.body
  const dirty = draft !== null && JSON.stringify(draft.body) !== JSON.stringify(answer?.body)
  const change = (next: Json) => {
    // The version it was begun from: somebody else's change meanwhile is then refused, not overwritten.
    setDraft({ version: draft?.version ?? answer?.version ?? 0, body: next })
    setSavedVersion(null)
  }
  const discard = () => {
    setDraft(null)
    setProblem(null)
    stored.reload()
  }
  const save = async () => {
    if (!draft) return
    setSaving(true)
    setProblem(null)
    try {
      // The endpoint judges the whole document and answers with the places that are wrong.
      const saved = await team.write(
        'saveSettings',
        { name, ifMatch: draft.version },
        draft.body as WriteBody<'saveSettings'>,
      )
      setDraft(null)
      setSavedVersion(saved.version)
      stored.reload()
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
    problem,
    saving,
    savedVersion,
    loadProblem: stored.problem,
    change,
    discard,
    save,
    reload: stored.reload,
  }
}
