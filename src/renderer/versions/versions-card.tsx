import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { DocumentVersion } from '../../shared/contract/versions.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import type { Rows } from '../query/use-rows.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { dayAndClock, NO_DATA } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Tag, Tags } from '../ui/tag.tsx'
import { changedLines } from './changed-lines.ts'
import styles from './versions-card.module.css'

const t = translator('audit.versions')

/** `proposed`: it waits for a second admin. */
export type RestoreOutcome = 'restored' | 'proposed'

/** The versions of a document, what each changed, and a way back to it. */
export function VersionsCard({
  list,
  title,
  onRestore,
}: {
  /** Of which of several documents on the screen; left out: there is one. */
  readonly title?: string
  readonly list: Rows<DocumentVersion>
  readonly onRestore: (version: number) => Promise<RestoreOutcome>
}) {
  const text = useTranslations('audit.versions')
  const zone = useTeamZone()
  const [asked, setAsked] = useState<number | null>(null)
  const [restored, setRestored] = useState<{ readonly version: number; readonly outcome: RestoreOutcome } | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const columns = useMemo(() => versionColumns(zone, setAsked), [zone])
  const restore = async (version: number) => {
    setAsked(null)
    setProblem(null)
    setRestored(null)
    try {
      setRestored({ version, outcome: await onRestore(version) })
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  return (
    <Card title={title ?? text('title')} explanation={text('explanation')} className={styles.card}>
      {asked !== null && (
        <Banner
          kind="problem"
          action={
            <Tags>
              <Button small kind="primary" onClick={() => void restore(asked)}>
                {text('restoreOf', { version: asked })}
              </Button>
              <Button small onClick={() => setAsked(null)}>
                {text('cancel')}
              </Button>
            </Tags>
          }
        >
          {text.rich('confirm', { version: asked, strong })}
        </Banner>
      )}
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      {restored && <Banner kind="done">{text(restored.outcome, { version: restored.version })}</Banner>}
      {list.rows === null ? (
        <QueryState problem={list.problem} waiting={text('loading')} failed={text('loadFailed')} onRetry={list.retry} />
      ) : list.rows.length === 0 ? (
        <p>{text('none')}</p>
      ) : (
        <DataTable
          rows={list.rows}
          columns={columns}
          noun={text('noun')}
          rowKey={({ version }) => String(version)}
          pageRows={5}
          detail={{ label: text('changedShort'), of: changedOf }}
        />
      )}
    </Card>
  )
}

const changedOf = (version: DocumentVersion) => <Changed version={version} />

function Changed({ version: { version, before, after } }: { readonly version: DocumentVersion }) {
  const text = useTranslations('audit.versions')
  const lines = changedLines(before, after)
  if (lines.length === 0) return <p>{text(version === 1 ? 'first' : 'nothing')}</p>
  return (
    <ul className={styles.lines} aria-label={text('changed', { version })}>
      {lines.map((line) => (
        <li key={line.path}>
          <span className={styles.path}>{line.path}:</span> {line.before ?? text('unset')} →{' '}
          <strong>{line.after ?? text('unset')}</strong>
        </li>
      ))}
    </ul>
  )
}

const versionColumns = (zone: string, onAsk: (version: number) => void): Columns<DocumentVersion> => [
  {
    id: 'version',
    header: t('column.version'),
    heads: true,
    sortBy: ({ version }) => -version,
    csv: ({ version }) => version,
    cell: ({ version, isCurrent }) => (
      <Tags>
        {t('version', { version })}
        {isCurrent && <Tag>{t('current')}</Tag>}
      </Tags>
    ),
  },
  {
    id: 'by',
    header: t('column.by'),
    sortBy: ({ changedBy }) => changedBy ?? '',
    cell: ({ changedBy }) => changedBy ?? NO_DATA,
  },
  {
    id: 'at',
    header: t('column.at'),
    sortBy: ({ changedAt }) => -changedAt,
    csv: ({ changedAt }) => new Date(changedAt).toISOString(),
    cell: ({ changedAt }) => dayAndClock(changedAt, zone),
  },
  {
    id: 'restore',
    header: t('restore'),
    sortBy: () => 0,
    csv: () => null,
    cell: ({ version, isCurrent }) =>
      !isCurrent && (
        <Button small aria-label={t('restoreOf', { version })} onClick={() => onAsk(version)}>
          {t('restore')}
        </Button>
      ),
  },
]
