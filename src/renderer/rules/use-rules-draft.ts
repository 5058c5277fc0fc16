import { useCallback, useEffect, useMemo, useState } from 'react'
import { compileRuleSet, publicationErrors } from '../../shared/classify/index.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import { touchedParts } from '../../shared/publication/index.ts'
import type { TextStorage } from '../bridge/tenant-prefix.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { asProblem } from '../ui/problem-text.ts'
import { useWarningBeforeClose } from '../ui/use-warning-before-close.ts'
import { type Change, changesOf, rebase } from './diff.ts'
import { type Draft, draftOf, ruleSetOf } from './draft.ts'
import { loadDraft, saveDraft } from './draft-storage.ts'
import { readableError } from './rule-error-text.ts'
import { durationErrors, type PointedError, remoteErrors } from './rule-errors.ts'

/** A publication by someone else is noticed within this time. */
const REFRESH_MS = 15_000

export type PublishOutcome =
  | { readonly kind: 'published'; readonly version: number }
  | { readonly kind: 'proposed' }
  | { readonly kind: 'rebased'; readonly version: number; readonly conflicts: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: ClientProblem }

/** The published rules, the local draft, its errors, and its publication. */
export function useRulesDraft(storage: TextStorage) {
  const write = useTeamWrite()
  const { value: published, problem, reload } = useTeamQuery('rules', {}, { everyMs: REFRESH_MS })
  const { value: waiting } = useTeamQuery('proposal', {}, { everyMs: REFRESH_MS })
  const [draft, setDraft] = useState<Draft | null>(() => loadDraft(storage))
  const [outcome, setOutcome] = useState<PublishOutcome | null>(null)
  const [refusals, setRefusals] = useState<readonly PointedError[]>([])
  const [publishing, setPublishing] = useState(false)

  const changes = useMemo(() => (draft ? changesOf(draft) : []), [draft])
  // A draft without changes is dropped once the published version is at least as new.
  const current = useMemo(() => {
    const kept = draft && (isEdited(draft, changes) || !published || draft.base.version > published.version)
    return kept ? draft : published ? draftOf(published) : null
  }, [draft, changes, published])
  const compiled = useMemo(() => (current ? compileRuleSet(ruleSetOf(current)) : null), [current])

  const edited = current !== null && isEdited(current, changes)
  useEffect(() => saveDraft(storage, edited ? draft : null), [storage, edited, draft])
  useWarningBeforeClose(edited)

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
  const rebaseOnto = (latest: RuleSet) => {
    if (!current) return
    const { draft: rebased, conflicts } = rebase(current, latest)
    setDraft(rebased)
    setRefusals([])
    setOutcome({ kind: 'rebased', version: latest.version, conflicts })
  }
  const publish = async () => {
    if (!current) return
    setPublishing(true)
    setOutcome(null)
    try {
      const answer = await write('publishRules', { ifMatch: current.base.version }, ruleSetOf(current))
      const isProposed = 'proposedBy' in answer
      setDraft(isProposed ? null : draftOf(answer))
      setRefusals([])
      setOutcome(isProposed ? { kind: 'proposed' } : { kind: 'published', version: answer.version })
    } catch (error) {
      const failure = asProblem(error)
      setRefusals(failure.errors)
      setOutcome({ kind: 'failed', problem: failure })
    } finally {
      setPublishing(false)
    }
  }

  const errors = useMemo(() => {
    if (!current) return []
    const found = compiled ? publicationErrors(compiled) : []
    const readable = (found.length > 0 ? found : refusals).map((error) => readableError(error, current))
    return uniquePointers([...durationErrors(current), ...remoteErrors(current.remote), ...readable])
  }, [current, compiled, refusals])
  const needsSecondAdmin =
    current !== null && waiting?.needsSecondAdmin === true && touchedParts(current.base, ruleSetOf(current)).length > 0
  /** A newer version than the base of the draft; publishing would be refused. */
  const newerVersion =
    current && published && changes.length > 0 && published.version !== current.base.version ? published : null
  return {
    published,
    problem,
    reload,
    current,
    changes,
    edited,
    compiled,
    errors,
    newerVersion,
    needsSecondAdmin,
    proposal: waiting?.proposal ?? null,
    outcome,
    publishing,
    change,
    discard,
    rebaseOnto,
    publish,
  }
}

/** Whether anything would be lost without the draft. */
function isEdited(draft: Draft, changes: readonly Change[]): boolean {
  return changes.length > 0 || Object.keys(draft.unreadable).length > 0
}

/** Keeps the first error of each field. */
function uniquePointers(errors: readonly PointedError[]): readonly PointedError[] {
  return errors.filter(({ pointer }, index) => errors.findIndex((other) => other.pointer === pointer) === index)
}
