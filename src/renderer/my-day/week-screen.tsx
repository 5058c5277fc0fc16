import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MyDay } from '../../shared/contract/clients.ts'
import { address, Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Legend } from '../ribbon/legend.tsx'
import { Ribbon, TimeAxis } from '../ribbon/ribbon.tsx'
import { clipped } from '../ribbon/ribbon-geometry.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, count, dayAndClock, duration, NO_DATA, shortDay } from '../ui/format.ts'
import { activityLabel, shadeLabels, shades } from '../ui/labels.ts'
import { Banner } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { useNow } from '../ui/use-now.ts'
import { useWidth } from '../ui/use-width.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { addDays, dayName, localZone, startOfDay } from '../ui/zoned-time.ts'
import { BigNumber } from './day-cards.tsx'
import styles from './my-day-screen.module.css'
import { useAgentStatus } from './use-agent-status.ts'
import { DAYS_KEPT, sameHours, type Week, weekOf, type WeekRow } from './week.ts'
import weekStyles from './week-screen.module.css'

const REFRESH_MS = 30_000
const t = translator('myDay.week')

/** The last seven days on this computer, each as My Day shows it. */
export function WeekScreen({ desktop }: { readonly desktop: Desktop }) {
  const tDay = useTranslations('myDay')
  const [zone] = useState(localZone)
  const now = useNow(REFRESH_MS)
  const today = startOfDay(now, zone)
  const {
    value: days,
    problem,
    reload,
  } = useLiveQuery(
    ['my day', 'week', today],
    () =>
      Promise.all(
        Array.from({ length: DAYS_KEPT }, (_, index) => {
          const from = addDays(today, index - DAYS_KEPT + 1, zone)
          return desktop.myDay.day({ from, to: addDays(from, 1, zone) })
        }),
      ),
    { everyMs: REFRESH_MS },
  )
  const { value: status } = useAgentStatus(desktop)
  const gap = status?.gap ?? null
  return (
    <div className={styles.page}>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        <Link to="/my-day">{tDay('back')}</Link>
      </ScreenHead>
      {days && gap && gap.foundAt >= (days[0]?.from ?? now) && (
        <Banner kind="note">{t('gap', { time: dayAndClock(gap.foundAt, zone) })}</Banner>
      )}
      {days ? (
        <WeekBody days={days} zone={zone} now={now} />
      ) : (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      )}
    </div>
  )
}

function WeekBody({
  days,
  zone,
  now,
}: {
  readonly days: readonly MyDay[]
  readonly zone: string
  readonly now: number
}) {
  const week = useMemo(() => weekOf(days), [days])
  const byShade = useMemo(() => rowColumns<WeekRow>(days, zone, t('rating'), shadeName), [days, zone])
  const byActivity = useMemo(() => rowColumns<WeekRow>(days, zone, t('activity'), activityName), [days, zone])
  return (
    <div className={styles.body}>
      <WeekCards week={week} />
      <DaysCard days={days} zone={zone} now={now} />
      <Card title={t('byActivity')} explanation={t('byActivityExplanation')}>
        <DataTable rows={week.byActivity} columns={byActivity} noun={t('activitiesNoun')} ofThisComputer />
      </Card>
      <Card title={t('byRating')} explanation={t('byRatingExplanation')}>
        <DataTable rows={week.byShade} columns={byShade} noun={t('ratingsNoun')} ofThisComputer />
      </Card>
    </div>
  )
}

function WeekCards({ week }: { readonly week: Week }) {
  return (
    <div className={styles.cards}>
      <Card title={t('active')} explanation={t('activeExplanation')}>
        <BigNumber>{duration(week.activeMs)}</BigNumber>
      </Card>
      <Card title={t('denials')} explanation={t('denialsExplanation')}>
        <BigNumber unit={t('touchCount', { count: week.touches })}>{count(week.denials)}</BigNumber>
      </Card>
      <Card title={t('hidden')} explanation={t('hiddenExplanation')}>
        <BigNumber tone="hidden">{duration(week.hiddenMs)}</BigNumber>
      </Card>
      <Card title={t('manual')} explanation={t('manualExplanation')}>
        <BigNumber>{duration(week.manualMs)}</BigNumber>
      </Card>
    </div>
  )
}

/** A ribbon for each day, all over the same hours. */
function DaysCard({
  days,
  zone,
  now,
}: {
  readonly days: readonly MyDay[]
  readonly zone: string
  readonly now: number
}) {
  const [measured, width] = useWidth<HTMLTableCellElement>()
  const extents = useMemo(() => sameHours(days), [days])
  const [axis] = extents ?? []
  return (
    <Card title={t('days')} explanation={t('daysExplanation')}>
      <div className={weekStyles.scroll}>
        <table className={weekStyles.days}>
          <thead>
            <tr>
              <th scope="col">{t('day')}</th>
              <th scope="col" className={weekStyles.ribbon} ref={measured}>
                <span className={weekStyles.invisible}>{t('ribbon')}</span>
                {axis && width > 0 && <TimeAxis extent={axis} zone={zone} width={width} />}
              </th>
              <th scope="col">{t('active')}</th>
              <th scope="col">{t('touches')}</th>
              <th scope="col">{t('denialsShort')}</th>
              <th scope="col">{t('hidden')}</th>
              <th scope="col">{t('manual')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day, index) => {
              const extent = extents?.[index]
              const name = shortDay(day.from, zone)
              return (
                <tr key={day.from}>
                  <th scope="row">
                    <Link to={address('/my-day', new URLSearchParams({ day: dayName(day.from, zone) }))}>{name}</Link>
                  </th>
                  <td className={weekStyles.ribbon}>
                    {extent && width > 0 ? (
                      <Ribbon
                        segments={clipped(day.ribbon, extent)}
                        extent={extent}
                        zone={zone}
                        width={width}
                        height={26}
                        now={now}
                        label={t('ribbonOf', { day: name })}
                      />
                    ) : (
                      NO_DATA
                    )}
                  </td>
                  <td>{timeOrNone(day.activeMs)}</td>
                  <td>{day.touches.length === 0 ? NO_DATA : count(day.touches.length)}</td>
                  <td>{day.denials === 0 ? NO_DATA : count(day.denials)}</td>
                  <td>{timeOrNone(day.hiddenMs)}</td>
                  <td>{timeOrNone(day.manualMs)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <Legend shades={shades.toReversed()} />
    </Card>
  )
}

const timeOrNone = (ms: number): string => (ms === 0 ? NO_DATA : duration(ms))
const shadeName = ({ key }: WeekRow) => capitalized(shadeLabels[key as keyof typeof shadeLabels])
const activityName = ({ key }: WeekRow) => capitalized(activityLabel(key))

/** A column for each day and their sum; in a file, exact minutes. */
function rowColumns<Row extends WeekRow>(
  days: readonly MyDay[],
  zone: string,
  header: string,
  name: (row: Row) => string,
): Columns<Row> {
  const timeColumn = (id: string, title: string, value: (row: Row) => number) => ({
    id,
    header: title,
    csvHeader: t('csvMinutes', { day: title }),
    numeric: true,
    sortBy: value,
    csv: (row: Row) => value(row) / MINUTE_MS,
    cell: (row: Row) => timeOrNone(value(row)),
  })
  return [
    { id: 'name', header, heads: true, sortBy: name, cell: name },
    ...days.map(({ from }, index) =>
      timeColumn(dayName(from, zone), shortDay(from, zone), (row) => row.days[index] ?? 0),
    ),
    timeColumn('total', t('total'), (row) => row.total),
  ]
}
