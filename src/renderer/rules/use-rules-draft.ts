import { useCallback, useEffect, useMemo, useState } from 'react'
import { compileRuleSet } from '../../shared/classify/index.ts'
import type { ClientProblem, TeamClient } from '../../shared/contract/clients.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import { changesOf, rebase } from './diff.ts'
import { type Draft, draftOf, ruleSetOf } from './draft.ts'
import { loadDraft, saveDraft } from './draft-storage.ts'
import { type PointedError, remoteErrors } from './rule-errors.ts'

/** Somebody else's publication is noticed within this time, also before one's own is tried. */
const REFRESH_MS = 15_000

export type PublishOutcome =
  | { readonly kind: 'published'; readonly version: number }
  | { readonly kind: 'rebased'; readonly version: number; readonly clashes: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: ClientProblem }

/** The published rules, the local draft on top of them, what is wrong with it, and how it gets published. */
export function useRulesDraft(team: TeamClient, storage: Storage) {
  const { value: published, problem, reload } = usePolled('rules', () => team.read('rules', {}), REFRESH_MS)
  const [draft, setDraft] = useState<Draft | null>(() => loadDraft(storage))
  const [outcome, setOutcome] = useState<PublishOutcome | null>(null)
  const [refusals, setRefusals] = useState<readonly PointedError[]>([])
  const [publishing, setPublishing] = useState(false)

  const changes = useMemo(() => (draft ? changesOf(draft) : []), [draft])
  // Without changes there is nothing to keep: the screen shows what is published, from the answer on that said so.
  const current = useMemo(() => {
    const kept = draft && (changes.length > 0 || !published || draft.base.version > published.version)
    return kept ? draft : published ? draftOf(published) : null
  }, [draft, changes, published])
  const compiled = useMemo(() => (current ? compileRuleSet(ruleSetOf(current)) : null), [current])

  useEffect(() => saveDraft(storage, changes.length > 0 ? draft : null), [storage, changes, draft])

  const change = useCallback(
    (next: Draft) => {
      setDraft(next)
      setRefusals([])
      setOutcome(null)
    },
    [setDraft],
  )
  const discard = useCallback(() => {
    setDraft(null)
    setRefusals([])
    setOutcome(null)
  }, [])
  const carryOver = (latest: RuleSet) => {
    if (!current) return
    const { draft: rebased, clashes } = rebase(current, latest)
    setDraft(rebased)
    setRefusals([])
    setOutcome({ kind: 'rebased', version: latest.version, clashes })
  }
  const publish = async () => {
    if (!current) return
    setPublishing(true)
    setOutcome(null)
    try {
      const answer = await team.write('publishRules', { ifMatch: current.base.version }, ruleSetOf(current))
      setDraft(draftOf(answer))
      setRefusals([])
      setOutcome({ kind: 'published', version: answer.version })
    } catch (error) {
      const failure = asProblem(error)
      setRefusals(failure.errors)
      setOutcome({ kind: 'failed', problem: failure })
    } finally {
      setPublishing(false)
      reload()
    }
  }

  const errors: readonly PointedError[] = [
    ...(compiled && !compiled.ok ? compiled.errors : refusals),
    ...(current ? remoteErrors(current.remote) : []),
  ]
  /** A newer version than the draft was made from; publishing would be refused. */
  const overtakenBy =
    current && published && changes.length > 0 && published.version !== current.base.version ? published : null
  return {
    published,
    problem,
    reload,
    current,
    changes,
    compiled,
    errors,
    overtakenBy,
    outcome,
    publishing,
    change,
    discard,
    carryOver,
    publish,
  }
}
