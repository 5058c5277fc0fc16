import { useTranslations } from 'use-intl'
import type { ImportJob } from '../../shared/contract/imports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import type { ImportClient } from '../bridge/import-client.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DropZone } from '../ui/drop-zone.tsx'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './import-file.module.css'
import { ImportResult } from './import-result.tsx'
import { Preview } from './preview.tsx'
import { type ImportStep, useImport } from './use-import.ts'

/** A file to drop or choose, its preview, and the result of its import. */
export function ImportFile({ client, onImported }: { readonly client: ImportClient; readonly onImported: () => void }) {
  const t = useTranslations('imports.file')
  const { team } = useAppEnvironment()
  const { step, read, start, cancel, again } = useImport(client, team, onImported)
  return (
    <Card title={t('title')} explanation={t('explanation')} className={styles.card}>
      {step.kind === 'choose' && (
        <DropZone drop={t('drop')} choose={t('choose')} onFile={(file) => void read(file, {})} />
      )}
      {step.kind === 'reading' && <p role="status">{t('reading', { name: step.file.name })}</p>}
      {step.kind === 'preview' && (
        <Preview
          file={step.file}
          preview={step.preview}
          mapping={step.mapping}
          onMapping={(mapping) => void read(step.file, mapping)}
          onImport={(leaveOut) => void start(step.file, step.mapping, leaveOut)}
          onCancel={again}
        />
      )}
      {step.kind === 'importing' && (
        <Progress name={step.file.name} job={step.job} onCancel={() => void cancel(step.id)} />
      )}
      <NotImported step={step} onAgain={again} />
      {step.kind === 'done' && <ImportResult result={step.result} onAgain={again} />}
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
  const t = useTranslations('imports.file')
  const part = job?.totalBytes ? job.bytes / job.totalBytes : null
  return (
    <div className={styles.progress}>
      <p role="status">{job ? t('progress', { name, claims: job.claims }) : t('importing', { name })}</p>
      <progress aria-label={t('progressOf', { name })} max={1} {...(part !== null && { value: part })} />
      {job && <Button onClick={onCancel}>{t('cancel')}</Button>}
    </div>
  )
}

/** Why a file was not imported. */
function NotImported({ step, onAgain }: { readonly step: ImportStep; readonly onAgain: () => void }) {
  const t = useTranslations('imports.file')
  const action = <Button onClick={onAgain}>{t('chooseOther')}</Button>
  switch (step.kind) {
    case 'mistaken':
      return (
        <Banner kind="problem" action={action}>
          {t(step.fileKind, { name: step.file.name })}
        </Banner>
      )
    case 'failed':
      return (
        <Banner kind="problem" action={action}>
          {t.rich('failed', { name: step.file.name, message: step.problem.message, strong })}
          {step.problem.errors.slice(0, 10).map(({ pointer, detail }) => (
            <p key={pointer + detail}>{detail}</p>
          ))}
        </Banner>
      )
    case 'cancelled':
      return (
        <Banner kind="note" action={action}>
          {t('cancelled', { name: step.file.name })}
        </Banner>
      )
    default:
      return null
  }
}
