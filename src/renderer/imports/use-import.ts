import { useEffect, useRef, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { TeamClient } from '../../shared/contract/team-calls.ts'
import type { ImportedFile, ImportJob, ImportPreview, WorklistMapping } from '../../shared/contract/imports.ts'
import type { ImportClient } from '../bridge/import-client.ts'
import { asProblem } from '../ui/problem-text.ts'
import { HEAD_BYTES, mistakenKind } from './file-kind.ts'

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
  | { readonly kind: 'importing'; readonly file: File; readonly id: string; readonly job: ImportJob | null }
  | { readonly kind: 'done'; readonly file: File; readonly result: ImportedFile }
  | { readonly kind: 'cancelled'; readonly file: File }
  | { readonly kind: 'failed'; readonly file: File; readonly problem: ClientProblem }
  /** A file of another kind, which is not sent. */
  | { readonly kind: 'mistaken'; readonly file: File; readonly fileKind: 'pdf' | 'oldWorkbook' }

/** The steps from a file to its import. Nothing is saved before the preview is confirmed. */
export function useImport(client: ImportClient, team: TeamClient, onImported: () => void) {
  const [step, setStep] = useState<ImportStep>({ kind: 'choose' })
  // Each start outdates the answers to earlier ones.
  const turn = useRef(0)
  useEffect(() => () => void (turn.current += 1), [])

  const read = async (file: File, mapping: WorklistMapping) => {
    const mine = (turn.current += 1)
    setStep({ kind: 'reading', file })
    try {
      const fileKind = mistakenKind(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()), file.name)
      if (fileKind !== null) {
        if (mine === turn.current) setStep({ kind: 'mistaken', file, fileKind })
        return
      }
      const preview = await client.preview(file, mapping)
      if (mine === turn.current) setStep({ kind: 'preview', file, preview, mapping })
    } catch (error) {
      if (mine === turn.current) setStep({ kind: 'failed', file, problem: asProblem(error) })
    }
  }
  const start = async (file: File, mapping: WorklistMapping, leaveOut: boolean) => {
    const mine = (turn.current += 1)
    const current = () => mine === turn.current
    const id = crypto.randomUUID()
    const over = new AbortController()
    const watch = async () => {
      while (!over.signal.aborted && current()) {
        await new Promise((resolve) => setTimeout(resolve, PROGRESS_MS))
        // The job does not exist before the upload starts or after the import ends.
        const job = over.signal.aborted ? null : await team.read('importJob', { id }).catch(() => null)
        if (job && !over.signal.aborted && current()) setStep({ kind: 'importing', file, id, job })
      }
    }
    setStep({ kind: 'importing', file, id, job: null })
    void watch()
    try {
      const result = await client.import(file, mapping, { job: id, leaveOut })
      if (current()) setStep({ kind: 'done', file, result })
      onImported()
    } catch (error) {
      const problem = asProblem(error)
      if (current())
        setStep(problem.code === 'cancelled' ? { kind: 'cancelled', file } : { kind: 'failed', file, problem })
    } finally {
      over.abort()
    }
  }
  /** Requests cancellation. The answer to the import itself says that nothing was saved. */
  const cancel = async (id: string) => {
    await team.write('cancelImport', { id }, null).catch(() => null)
  }
  const again = () => {
    turn.current += 1
    setStep({ kind: 'choose' })
  }
  return { step, read, start, cancel, again }
}
