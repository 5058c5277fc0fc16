import { type ReactNode, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { PanelAnswer, PanelPerson, RibbonSegment } from '../../shared/contract/reports.ts'
import { HOUR_MS } from '../../shared/time.ts'
import { unpackRibbons } from '../../shared/touches/packed-ribbons.ts'
import { Link } from '../app/navigation.tsx'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import type { CsvTable } from '../ui/csv.ts'
import { clock, count, duration, longDay, NO_DATA, percent, share, shortDay } from '../ui/format.ts'
import { translator } from '../text/translator.ts'
import { useInView } from '../ui/use-in-view.ts'
import { useWidth } from '../ui/use-width.ts'
import { startOfDay } from '../ui/zoned-time.ts'
import { Legend } from '../ribbon/legend.tsx'
import { Ribbon, TimeAxis } from '../ribbon/ribbon.tsx'
import { type Extent, wholeHalfHours } from '../ribbon/ribbon-geometry.ts'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import type { Drilldown, SortKey } from './panel-view.ts'
import styles from './people-card.module.css'

const numberColumns = ['active', 'idle', 'touches', 'hidden'] as const satisfies readonly SortKey[]
/** People whose days are loaded together. */
const GROUP = 25
/** As often as agents send while somebody has the panel open. */
const RIBBONS_MS = 10_000

const devicesLink = (chunks: ReactNode): ReactNode => <Link to="/devices">{chunks}</Link>

/** One row per person with a ribbon of the day and totals for the period. */
export function PeopleCard({ answer, now }: { readonly answer: PanelAnswer; readonly now: number }) {
  const t = useTranslations('team.people')
  const { view } = usePanelLinks()
  const { zone, ribbonFrom, ribbonTo, ribbonHours } = answer
  const [measured, width] = useWidth<HTMLDivElement>()
  const extent = useMemo(
    () => wholeHalfHours(ribbonHours ?? { from: ribbonFrom, to: ribbonTo }),
    [ribbonHours, ribbonFrom, ribbonTo],
  )
  const people = useMemo(() => answer.people.toSorted(order(view.sort)), [answer.people, view.sort])
  const oneDay = ribbonFrom <= answer.from && ribbonTo >= answer.to
  const ribbonDay = longDay(ribbonFrom, zone)
  return (
    <Card
      title={
        oneDay
          ? t('title', { day: startOfDay(now, zone) === ribbonFrom ? t('today') : ribbonDay })
          : t('titleOfPeriod', { from: shortDay(answer.from, zone), to: shortDay(Math.min(answer.to, now) - 1, zone) })
      }
      explanation={
        <>
          {oneDay ? t('oneDay') : t('longPeriod', { day: ribbonDay })}
          {view.filters.payer !== undefined && ` ${t('allPayers')}`}
        </>
      }
      aside={<CsvButton title={t('tableOf')} table={() => peopleCsv(people)} />}
    >
      <table className={styles.people}>
        <thead>
          <tr>
            <SortHeader column="name" />
            <th scope="col" className={styles.day}>
              <span className={styles.invisible}>{t('day')}</span>
              <div ref={measured}>{width > 0 && <TimeAxis extent={extent} zone={zone} width={width} />}</div>
            </th>
            {numberColumns.map((column) => (
              <SortHeader key={column} column={column} />
            ))}
          </tr>
        </thead>
        {groupsOf(people).map((group) => (
          <PeopleRows
            key={group[0]?.id}
            people={group}
            day={{ from: Math.max(answer.from, ribbonFrom), to: Math.min(answer.to, ribbonTo) }}
            drawing={{ extent, zone, width, height: people.length > 8 ? 18 : 24, now }}
          />
        ))}
      </table>
      <div className={styles.legend}>
        <Legend shades={['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away', 'paused']} />
      </div>
    </Card>
  )
}

interface Drawing {
  readonly extent: Extent
  readonly zone: string
  readonly width: number
  readonly height: number
  readonly now: number
}

/** Some people's rows. Their days are loaded when the rows come into view: a large team's day is thousands of segments. */
function PeopleRows({
  people,
  day,
  drawing,
}: {
  readonly people: readonly PanelPerson[]
  readonly day: Extent
  readonly drawing: Drawing
}) {
  const t = useTranslations('team.people')
  const [ref, inView] = useInView<HTMLTableSectionElement>()
  const users = people.map(({ id }) => id).join(',')
  const { value, problem } = useTeamQuery('ribbons', { ...day, users }, { everyMs: RIBBONS_MS, enabled: inView })
  const ribbons = useMemo(
    () => new Map(value && unpackRibbons(value).map(({ userId, segments }) => [userId, segments])),
    [value],
  )
  const dayOf = (person: PanelPerson) => {
    if (isUnobserved(person)) return <p className={styles.unobserved}>{t.rich('unobserved', { link: devicesLink })}</p>
    const segments = ribbons.get(person.id)
    if (segments && drawing.width > 0) return <PersonRibbon person={person} segments={segments} drawing={drawing} />
    if (problem) return <p className={styles.unobserved}>{t('dayFailed', { reason: problem.message })}</p>
    return <div style={{ height: drawing.height }} aria-busy="true" />
  }
  return (
    <tbody ref={ref}>
      {people.map((person) => (
        <tr key={person.id}>
          <th scope="row" className={styles.name}>
            <PersonName person={person} zone={drawing.zone} />
          </th>
          <td className={styles.day}>
            <div>{dayOf(person)}</div>
          </td>
          <PersonNumbers person={person} />
        </tr>
      ))}
    </tbody>
  )
}

function groupsOf(people: readonly PanelPerson[]): PanelPerson[][] {
  return Array.from({ length: Math.ceil(people.length / GROUP) }, (_, group) =>
    people.slice(group * GROUP, (group + 1) * GROUP),
  )
}

function SortHeader({ column }: { readonly column: SortKey }) {
  const t = useTranslations('team.people')
  const { view, to } = usePanelLinks()
  const numeric = column !== 'name'
  const sorted = view.sort === column
  const name = t(`column.${column}`)
  return (
    <th
      scope="col"
      className={numeric ? styles.number : undefined}
      aria-sort={sorted ? (numeric ? 'descending' : 'ascending') : undefined}
    >
      <Link className={styles.sort} to={to({ sort: column })} title={t('sortBy', { name: name.toLowerCase() })}>
        {name}
        <span className={styles.arrow} aria-hidden="true">
          {sorted ? (numeric ? '↓' : '↑') : ''}
        </span>
      </Link>
    </th>
  )
}

function PersonName({ person, zone }: { readonly person: PanelPerson; readonly zone: string }) {
  const t = useTranslations('team.people')
  const { view, to } = usePanelLinks()
  const isOnly = view.filters.user === person.id
  return (
    <>
      <Link
        to={to({ filters: { ...view.filters, user: isOnly ? undefined : person.id } })}
        title={isOnly ? t('showAll') : t('showOnly', { person: person.name })}
      >
        {person.name}
      </Link>
      {person.sample && (
        <span className={styles.sample} title={t('sampleHint')}>
          {t('sample')}
        </span>
      )}
      {person.stoppedAt !== undefined && (
        <span className={styles.sample} title={t('stoppedHint')}>
          {t('stopped', { time: clock(person.stoppedAt, zone) })}
        </span>
      )}
      {!person.observable && !isUnobserved(person) && (
        <span className={styles.sample} title={t('notRecordingHint')}>
          {t('notRecording')}
        </span>
      )}
    </>
  )
}

interface PersonRibbonProps {
  readonly person: PanelPerson
  readonly segments: readonly RibbonSegment[]
  readonly drawing: Drawing
}

function PersonRibbon({ person, segments, drawing }: PersonRibbonProps) {
  const t = useTranslations('team.people')
  const { go } = usePanelLinks()
  return (
    <Ribbon
      {...drawing}
      segments={segments}
      label={t('ribbonOf', { person: person.name })}
      onOpen={({ startedAt, endedAt }) =>
        go({ drilldown: { list: 'spans', user: person.id, from: startedAt, to: endedAt } })
      }
    />
  )
}

function PersonNumbers({ person }: { readonly person: PanelPerson }) {
  const t = useTranslations('team.people')
  if (isUnobserved(person))
    return numberColumns.map((column) => (
      <td key={column} className={styles.number} title={t('unobservedHint')}>
        {NO_DATA}
      </td>
    ))
  const { id: user, name } = person
  const cell = (drilldown: Drilldown, label: string, number: ReactNode, className?: string) => (
    <td className={styles.number}>
      <MetricLink drilldown={drilldown} label={label} className={className}>
        {number}
      </MetricLink>
    </td>
  )
  return (
    <>
      {cell({ list: 'spans', user, presence: 'active' }, t('activeOf', { person: name }), duration(person.activeMs))}
      {cell(
        { list: 'spans', user, presence: 'idle' },
        t('idleOf', { person: name }),
        duration(person.idleMs),
        styles.quiet,
      )}
      {cell({ list: 'touches', user }, t('touchesOf', { person: name }), count(person.touches))}
      {cell({ list: 'spans', user, kind: 'any' }, t('hiddenOf', { person: name }), <HiddenShare person={person} />)}
    </>
  )
}

function peopleCsv(people: readonly PanelPerson[]): CsvTable {
  const t = translator('team.people.csv')
  return {
    header: [t('person'), t('team'), t('active'), t('idle'), t('touches'), t('denials'), t('hidden')],
    rows: people.map(({ name, team, activeMs, idleMs, touches, denials, hiddenMs }) => [
      name,
      team,
      activeMs / HOUR_MS,
      idleMs / HOUR_MS,
      touches,
      denials,
      hiddenMs / HOUR_MS,
    ]),
  }
}

/** Whether nothing could be recorded, which is not the same as zero. */
function isUnobserved({ observable, activeMs, idleMs, awayMs }: PanelPerson): boolean {
  return !observable && activeMs + idleMs + awayMs === 0
}

/** Share of a person's active time. The bar is full at one half. */
function HiddenShare({ person }: { readonly person: PanelPerson }) {
  const value = share(person.hiddenMs, person.activeMs)
  return (
    <span className={styles.hidden}>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${Math.min(100, (value ?? 0) * 200)}%` }} />
      </span>
      {percent(value)}
    </span>
  )
}

function order(key: SortKey): (a: PanelPerson, b: PanelPerson) => number {
  const byName = (a: PanelPerson, b: PanelPerson) => a.name.localeCompare(b.name)
  const value = {
    name: () => 0,
    active: (person: PanelPerson) => person.activeMs,
    idle: (person: PanelPerson) => person.idleMs,
    touches: (person: PanelPerson) => person.touches,
    hidden: (person: PanelPerson) => share(person.hiddenMs, person.activeMs) ?? -1,
  }[key]
  return (a, b) => value(b) - value(a) || byName(a, b)
}
