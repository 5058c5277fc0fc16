import { type FormEvent, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type AuditAction, auditActions, type AuditEntry } from '../../shared/contract/audit.ts'
import { useMayCall } from '../app/use-screens.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { TextField } from '../ui/field.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Select } from '../ui/select.tsx'
import { addDays, startOfDay } from '../ui/zoned-time.ts'
import { auditColumns } from './audit-columns.tsx'
import styles from './audit-screen.module.css'
import { EntryDetail } from './entry-detail.tsx'

/** Entries that are loaded at once. */
const INITIAL_ROWS = 200
/** Days that a period reaches back, today included. */
const periods = { today: 1, week: 7, month: 30 } as const
type PeriodName = keyof typeof periods

const detailOf = (entry: AuditEntry) => <EntryDetail entry={entry} />

interface Filters {
  readonly action?: AuditAction
  readonly who?: string
  readonly person?: string
  readonly from?: number
}

/** Who signed in, looked at a person's records or changed something; for auditors, in a browser. */
export function AuditScreen() {
  const t = useTranslations('audit')
  const zone = useTeamZone()
  const seesAll = useMayCall('exportAudit')
  const [filters, setFilters] = useState<Filters>({})
  const list = useTeamRows('audit', { ...filters, limit: INITIAL_ROWS }, { initialRows: INITIAL_ROWS })
  const columns = useMemo(() => auditColumns(zone), [zone])
  const count = list.rows?.length ?? 0
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        {seesAll && <WholeLog filters={filters} />}
      </ScreenHead>
      <AuditFilters onChange={setFilters} zone={zone} />
      <Card
        title={t(list.complete ? 'card' : 'cardMore', { count })}
        explanation={t(seesAll ? 'cardExplanation' : 'cardOfAdmin')}
      >
        {list.rows === null ? (
          <QueryState problem={list.problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={list.retry} />
        ) : (
          <>
            {count > 0 && (
              <DataTable
                rows={list.rows}
                columns={columns}
                noun={t('noun')}
                rowKey={({ seq }) => String(seq)}
                allRows={list.complete ? undefined : list.loadAll}
                detail={{ label: t('detailShort'), of: detailOf }}
              />
            )}
            {!list.complete && (
              <Button disabled={list.loading} onClick={list.loadRest}>
                {t('loadMore')}
              </Button>
            )}
          </>
        )}
      </Card>
    </>
  )
}

function AuditFilters({ onChange, zone }: { readonly onChange: (filters: Filters) => void; readonly zone: string }) {
  const t = useTranslations('audit')
  const [period, setPeriod] = useState<PeriodName>()
  const [action, setAction] = useState<AuditAction>()
  const [who, setWho] = useState('')
  const [person, setPerson] = useState('')
  const apply = (next: { readonly period?: PeriodName | undefined; readonly action?: AuditAction | undefined }) =>
    onChange({
      ...(next.action && { action: next.action }),
      ...(next.period && { from: addDays(startOfDay(Date.now(), zone), 1 - periods[next.period], zone) }),
      ...(who.trim() !== '' && { who: who.trim() }),
      ...(person.trim() !== '' && { person: person.trim() }),
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply({ period, action })
  }
  return (
    <form className={styles.filters} onSubmit={submit}>
      <Select
        label={t('filter.period')}
        all={t('filter.allTime')}
        value={period}
        options={[
          { value: 'today', name: t('filter.today') },
          { value: 'week', name: t('filter.week') },
          { value: 'month', name: t('filter.month') },
        ]}
        onChoose={(value) => {
          const chosen = value as PeriodName | undefined
          setPeriod(chosen)
          apply({ period: chosen, action })
        }}
      />
      <Select
        label={t('filter.action')}
        value={action}
        options={auditActions.map((value) => ({ value, name: t(`action.${value}`) }))}
        onChoose={(value) => {
          const chosen = value as AuditAction | undefined
          setAction(chosen)
          apply({ period, action: chosen })
        }}
      />
      <TextField label={t('filter.who')} value={who} onChange={setWho} />
      <TextField label={t('filter.person')} value={person} onChange={setPerson} />
      <Button type="submit">{t('filter.apply')}</Button>
    </form>
  )
}

/** The entries of the filters as the endpoint writes them, with their hashes. */
function WholeLog({ filters }: { readonly filters: Filters }) {
  const t = useTranslations('audit')
  const { loadFile } = useAppEnvironment()
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: string | null }>({
    busy: false,
    problem: null,
  })
  const save = async () => {
    setState({ busy: true, problem: null })
    try {
      await loadFile('exportAudit', { ...filters }, 'audit.csv')
      setState({ busy: false, problem: null })
    } catch (error) {
      setState({ busy: false, problem: asProblem(error).message })
    }
  }
  return (
    <span data-print="hide">
      <Button disabled={state.busy} title={t('wholeLogHint')} onClick={() => void save()}>
        {t('wholeLog')}
      </Button>
      {state.problem !== null && <span role="alert"> {state.problem}</span>}
    </span>
  )
}
