import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { DenialChange, DenialRow } from '../../shared/contract/denials.ts'
import { closed, keptOpen } from '../denial/closing.ts'
import { deniedColumn, reasonColumn } from '../denial/denial-columns.tsx'
import { DenialLink } from '../denial/denial-link.tsx'
import { useTeamRows } from '../query/use-team-rows.ts'
import { useTeamWriteAll, type WritesDone } from '../query/use-team-write-all.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, exactDollars, NO_DATA } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { worklistQuery, type WorklistView } from './worklist-view.ts'
import styles from './worklist-screen.module.css'

const PAGE_ROWS = 100

type Decide = (rows: readonly DenialRow[], change: (row: DenialRow) => DenialChange) => Promise<void>

/** Denials that are proposed to close: each is closed, or kept open, by itself or together with others that are selected. */
export function ProposedList({
  view,
  revision,
}: {
  readonly view: WorklistView
  readonly revision: string | undefined
}) {
  const t = useTranslations('worklist.proposed')
  const { due: _due, ...asked } = worklistQuery(view)
  const list = useTeamRows('proposedDenials', { ...asked, limit: PAGE_ROWS }, { revision, initialRows: PAGE_ROWS })
  const writeAll = useTeamWriteAll()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [progress, setProgress] = useState<{ readonly tried: number; readonly all: number } | null>(null)
  const [result, setResult] = useState<WritesDone | null>(null)
  const rows = list.rows ?? []
  // One that somebody else has decided on meanwhile is not in the list, and not selected.
  const chosen = rows.filter(({ id }) => selected.has(id))
  const decide: Decide = async (decided, change) => {
    const writes = decided.map((row) => ({ params: { id: row.id }, body: change(row) }))
    setResult(null)
    setProgress({ tried: 0, all: writes.length })
    const done = await writeAll('changeDenial', writes, (tried) => setProgress({ tried, all: writes.length }))
    setProgress(null)
    setResult(done)
    setSelected(new Set())
  }
  const select = (ids: readonly string[], isSelected: boolean) => {
    const others = [...selected].filter((id) => !ids.includes(id))
    setSelected(new Set(isSelected ? [...others, ...ids] : others))
  }
  if (!list.rows) {
    return <QueryState problem={list.problem} waiting={t('loading')} failed={t('failed')} onRetry={list.retry} />
  }
  return (
    <>
      {result && <Result result={result} />}
      {rows.length === 0 ? (
        <Notice kind="empty" title={t('none')}>
          {t('noneExplanation')}
        </Notice>
      ) : (
        <section className={styles.list} aria-label={t('tableOf')}>
          <div className={styles.bulk} role="group" aria-label={t('bulk')}>
            <label>
              <input
                type="checkbox"
                checked={chosen.length === rows.length}
                onChange={(event) =>
                  select(
                    rows.map(({ id }) => id),
                    event.target.checked,
                  )
                }
              />
              {t('selectAll', { count: rows.length })}
            </label>
            <Button
              kind="primary"
              disabled={chosen.length === 0 || progress !== null}
              onClick={() => void decide(chosen, closed)}
            >
              {t('closeSelected', { count: chosen.length })}
            </Button>
            <Button disabled={chosen.length === 0 || progress !== null} onClick={() => void decide(chosen, keptOpen)}>
              {t('keepSelected')}
            </Button>
            <span role="status">{progress && t('progress', progress)}</span>
          </div>
          <DataTable
            rows={rows}
            columns={proposedColumns({ selected, select, decide, busy: progress !== null })}
            noun={t('tableOf')}
            rowKey={(row) => row.id}
            pageRows={PAGE_ROWS}
            allRows={list.complete ? undefined : list.loadAll}
          />
          {!list.complete && (
            <p className={styles.rest}>
              {t('firstRows', { count: rows.length })}{' '}
              <Button small onClick={list.loadRest} disabled={list.loading}>
                {t(list.loading ? 'loadingRest' : 'loadRest')}
              </Button>
            </p>
          )}
        </section>
      )}
    </>
  )
}

function Result({ result: { done, failed, problem } }: { readonly result: WritesDone }) {
  const t = useTranslations('worklist.proposed')
  if (problem === null) return <Banner kind="done">{t('done', { count: done })}</Banner>
  return <Banner kind="problem">{t('notAll', { failed, all: done + failed, reason: problem.message })}</Banner>
}

interface ColumnContext {
  readonly selected: ReadonlySet<string>
  readonly select: (ids: readonly string[], isSelected: boolean) => void
  readonly decide: Decide
  readonly busy: boolean
}

function proposedColumns({ selected, select, decide, busy }: ColumnContext): Columns<DenialRow> {
  const t = translator('worklist.proposed')
  const tDenial = translator('denial')
  const closesAs = (row: DenialRow) => denialStateLabels[row.proposedState ?? row.state]
  return [
    {
      id: 'claim',
      header: tDenial('column.claim'),
      heads: true,
      sortBy: (row) => row.claimRef,
      cell: (row) => (
        <span className={styles.choice}>
          <input
            type="checkbox"
            aria-label={t('select', { claim: row.claimRef })}
            checked={selected.has(row.id)}
            onChange={(event) => select([row.id], event.target.checked)}
          />
          <DenialLink id={row.id}>{row.claimRef}</DenialLink>
        </span>
      ),
    },
    {
      id: 'payer',
      header: tDenial('column.payer'),
      sortBy: (row) => row.payer ?? '',
      cell: (row) => <span className={styles.payer}>{row.payer ?? NO_DATA}</span>,
    },
    reasonColumn,
    deniedColumn,
    {
      id: 'recovered',
      header: t('recovered'),
      numeric: true,
      sortBy: (row) => row.recoveredCents ?? -1,
      csv: (row) => (row.recoveredCents === null ? null : row.recoveredCents / 100),
      cell: (row) => (row.recoveredCents === null ? NO_DATA : exactDollars(row.recoveredCents)),
    },
    {
      id: 'owner',
      header: tDenial('column.assignedTo'),
      sortBy: (row) => row.owner ?? '',
      cell: (row) => row.owner ?? <span className={styles.nobody}>{tDenial('unassigned')}</span>,
    },
    {
      id: 'state',
      header: tDenial('column.status'),
      sortBy: (row) => row.state,
      csv: (row) => capitalized(denialStateLabels[row.state]),
      cell: (row) => capitalized(denialStateLabels[row.state]),
    },
    {
      id: 'proposed',
      header: t('proposal'),
      sortBy: closesAs,
      csv: closesAs,
      cell: (row) => (
        <span className={styles.decide}>
          <Button
            small
            disabled={busy}
            aria-label={t('closeOne', { claim: row.claimRef, status: closesAs(row) })}
            onClick={() => void decide([row], closed)}
          >
            {tDenial('edit.closeAs', { status: closesAs(row) })}
          </Button>
          <Button
            small
            kind="quiet"
            disabled={busy}
            aria-label={t('keepOne', { claim: row.claimRef })}
            onClick={() => void decide([row], keptOpen)}
          >
            {tDenial('edit.keepOpen')}
          </Button>
        </span>
      ),
    },
  ]
}
