import { useEffect, useRef, useState } from 'react'
import type { ClientProblem, ImportJob, ImportPreview, TeamClient } from '../../shared/contract/clients.ts'
import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'
import type { ImportAnswer, ImportClient } from '../bridge/import-client.ts'
import { asProblem } from '../kit/use-polled.ts'

const PROGRESS_MS = 500

export type ImportStep =
  | { readonly kind: 'choose' }
  | { readonly kind: 'reading'; readonly file: File }
  | {
      readonly kind: 'preview'
      readonly file: File
      readonly preview: ImportPreview
      readonly mapping: WorklistMapping
    }
  | { readonly kind: 'importing'; readonly file: File; readonly job: ImportJob | null }
  | { readonly kind: 'done'; readonly file: File; readonly result: ImportedFile }
  | { readonly kind: 'cancelled'; readonly file: File }
  | { readonly kind: 'failed'; readonly file: File; readonly problem: ClientProblem }

/** From a file to its import: nothing is written before the preview was confirmed. */
export function useImport(client: ImportClient, team: TeamClient, onImported: () => void) {
  const [step, setStep] = useState<ImportStep>({ kind: 'choose' })
  // Each start makes the answers of those before it worthless.
  const turn = useRef(0)
  useEffect(() => () => void (turn.current += 1), [])

  const read = async (file: File, mapping: WorklistMapping) => {
    const mine = (turn.current += 1)
    setStep({ kind: 'reading', file })
    try {
      const preview = await client.preview(file, Object.keys(mapping).length > 0 ? mapping : null)
      if (mine === turn.current) setStep({ kind: 'preview', file, preview, mapping })
    } catch (error) {
      if (mine === turn.current) setStep({ kind: 'failed', file, problem: asProblem(error) })
    }
  }
  const start = async (file: File, mapping: WorklistMapping) => {
    const mine = (turn.current += 1)
    const current = () => mine === turn.current
    setStep({ kind: 'importing', file, job: null })
    try {
      let answer: ImportAnswer = await client.import(file, Object.keys(mapping).length > 0 ? mapping : null)
      while (!('findings' in answer)) {
        const job = 'job' in answer ? answer.job : answer
        if (!current()) return
        setStep({ kind: 'importing', file, job })
        if (job.status === 'cancelled') return setStep({ kind: 'cancelled', file })
        if (job.file) answer = job.file
        else {
          await new Promise((resolve) => setTimeout(resolve, PROGRESS_MS))
          answer = { job: await team.read('importJob', { id: job.id }) }
        }
      }
      if (current()) setStep({ kind: 'done', file, result: answer })
      onImported()
    } catch (error) {
      if (current()) setStep({ kind: 'failed', file, problem: asProblem(error) })
    }
  }
  const cancel = async (job: ImportJob) => {
    try {
      await team.write('cancelImport', { id: job.id }, null)
    } catch {
      // It was done before the word came: the next look at the job says so.
    }
  }
  const again = () => {
    turn.current += 1
    setStep({ kind: 'choose' })
  }
  return { step, read, start, cancel, again }
}
