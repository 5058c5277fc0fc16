import { type DragEvent, useId, useState } from 'react'
import type { ImportedFile, ImportJob } from '../../shared/contract/imports.ts'
import type { ImportClient } from '../bridge/import-client.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { count, counted, dollars } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import styles from './import-file.module.css'
import { Preview } from './preview.tsx'
import { useImport } from './use-import.ts'

/** A file to drop or choose, what would become of it, and what did. */
export function ImportFile({ client, onImported }: { readonly client: ImportClient; readonly onImported: () => void }) {
  const { team } = useAppEnvironment()
  const { step, read, start, cancel, again } = useImport(client, team, onImported)
  const input = useId()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) void read(file, {})
  }
  return (
    <Card
      title="Import a file"
      explanation="it is read and shown first; nothing is written before you say so"
      className={styles.card}
    >
      {step.kind === 'choose' && (
        <div
          className={styles.drop}
          data-over={over ? '' : undefined}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <p>Drop an 835 file or a CSV worklist here, or</p>
          <label className={styles.choose} htmlFor={input}>
            choose a file
            <input
              id={input}
              className={styles.file}
              type="file"
              onChange={({ target }) => {
                const [file] = target.files ?? []
                if (file) void read(file, {})
                target.value = ''
              }}
            />
          </label>
        </div>
      )}
      {step.kind === 'reading' && <p role="status">Reading {step.file.name}…</p>}
      {step.kind === 'preview' && (
        <Preview
          file={step.file}
          preview={step.preview}
          mapping={step.mapping}
          onMapping={(mapping) => void read(step.file, mapping)}
          onImport={() => void start(step.file, step.mapping)}
          onCancel={again}
        />
      )}
      {step.kind === 'importing' && (
        <Progress name={step.file.name} job={step.job} onCancel={() => void cancel(step.id)} />
      )}
      {step.kind === 'failed' && (
        <Banner kind="problem" action={<Button onClick={again}>Choose another file</Button>}>
          <b>{step.file.name} was not imported; nothing of it was.</b> {step.problem.message}
          {step.problem.errors.slice(0, 10).map(({ pointer, detail }) => (
            <p key={pointer + detail}>{detail}</p>
          ))}
        </Banner>
      )}
      {step.kind === 'cancelled' && (
        <Banner kind="note" action={<Button onClick={again}>Choose another file</Button>}>
          The import of {step.file.name} was cancelled; nothing of it was imported.
        </Banner>
      )}
      {step.kind === 'done' && <Result result={step.result} onAgain={again} />}
    </Card>
  )
}

function Progress({
  name,
  job,
  onCancel,
}: {
  readonly name: string
  readonly job: ImportJob | null
  readonly onCancel: () => void
}) {
  const part = job?.totalBytes ? job.bytes / job.totalBytes : null
  return (
    <div className={styles.progress}>
      <p role="status">
        Importing {name}
        {job ? `: ${counted(job.claims, 'claim', 'claims')} read` : '…'}
      </p>
      <progress aria-label={`Import of ${name}`} max={1} {...(part !== null && { value: part })} />
      {job && <Button onClick={onCancel}>Cancel the import</Button>}
    </div>
  )
}

function Result({ result, onAgain }: { readonly result: ImportedFile; readonly onAgain: () => void }) {
  const { status, name, error, claims, added, updated, known, deniedCents, findings } = result
  const action = <Button onClick={onAgain}>Import another</Button>
  if (status === 'refused')
    return (
      <Banner kind="problem" action={action}>
        <b>{name} was refused; nothing of it was imported.</b> {error}
      </Banner>
    )
  return (
    <>
      <Banner kind="done" action={action}>
        {status === 'duplicate' ? (
          <>
            <b>{name} was imported before.</b> It changed nothing.
          </>
        ) : (
          <>
            <b>{name} is imported.</b> {counted(claims, 'claim', 'claims')}:{' '}
            {counted(added, 'new denial', 'new denials')} of {dollars(deniedCents)}, {count(updated)} changed,{' '}
            {count(known)} known already.
          </>
        )}
      </Banner>
      {findings.length > 0 && (
        <details className={styles.findings}>
          <summary>{counted(findings.length, 'finding', 'findings')} to look at</summary>
          <ul>
            {findings.map(({ kind, claimRef, segment, line, expectedCents, paidCents }) => (
              <li key={`${segment} ${kind}`}>
                {kind === 'unmatched_reversal'
                  ? 'a reversal of nothing known'
                  : `${kind.replace('_imbalance', '')} sums do not agree`}
                {claimRef !== null && `, claim ${claimRef}`}, segment {count(segment)}, line {count(line)}
                {expectedCents !== null &&
                  paidCents !== null &&
                  `: ${dollars(expectedCents)} expected, ${dollars(paidCents)} paid`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
