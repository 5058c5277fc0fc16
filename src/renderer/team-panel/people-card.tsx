import { useMemo } from 'react'
import type { PanelAnswer, PanelPerson } from '../../shared/contract/reports.ts'
import { Link } from '../app/navigation.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { count, duration, longDay, percent, share } from '../ui/format.ts'
import { useWidth } from '../ui/use-width.ts'
import { startOfDay } from '../ui/zoned-time.ts'
import { Legend } from '../ribbon/legend.tsx'
import { Ribbon, TimeAxis } from '../ribbon/ribbon.tsx'
import { workingExtent } from '../ribbon/ribbon-geometry.ts'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import type { SortKey } from './panel-view.ts'
import styles from './people-card.module.css'

const columns: readonly { readonly key: Exclude<SortKey, 'name'>; readonly name: string }[] = [
  { key: 'active', name: 'Active' },
  { key: 'idle', name: 'Idle' },
  { key: 'touches', name: 'Touches' },
  { key: 'hidden', name: 'Hidden' },
]

/** Everybody's day on one time axis, and their figures for the period. */
export function PeopleCard({ answer, now }: { readonly answer: PanelAnswer; readonly now: number }) {
  const { view, to, go } = usePanelLinks()
  const { zone, ribbonFrom, ribbonTo } = answer
  const [measured, width] = useWidth<HTMLDivElement>()
  const extent = useMemo(
    () => workingExtent(answer.people.map(({ ribbon }) => ribbon)) ?? { from: ribbonFrom, to: ribbonTo },
    [answer.people, ribbonFrom, ribbonTo],
  )
  const people = useMemo(() => answer.people.toSorted(order(view.sort)), [answer.people, view.sort])
  const oneDay = ribbonFrom <= answer.from && ribbonTo >= answer.to
  const day = startOfDay(now, zone) === ribbonFrom ? 'Today' : longDay(ribbonFrom, zone)
  const sortLink = (key: SortKey, name: string, numeric: boolean) => (
    <th
      key={key}
      scope="col"
      className={numeric ? styles.number : undefined}
      aria-sort={view.sort === key ? (numeric ? 'descending' : 'ascending') : undefined}
    >
      <Link className={styles.sort} to={to({ sort: key })} title={`Sort by ${name.toLowerCase()}`}>
        {name}
        <span className={styles.arrow} aria-hidden="true">
          {view.sort === key ? (numeric ? '↓' : '↑') : ''}
        </span>
      </Link>
    </th>
  )
  return (
    <Card
      title={`${day}, person by person`}
      explanation={`${
        oneDay
          ? 'each row is a day on the same clock; point at a stretch for what it was, click it for its rows'
          : `the ribbons show ${longDay(ribbonFrom, zone)}, the last day most of the team worked; the figures are for the whole period`
      }${answer.ribbonsLeftOut > 0 ? `. ${count(answer.ribbonsLeftOut)} more people have no ribbon here: choose a team` : ''}`}
      aside={
        <CsvButton
          title="people"
          table={() => ({
            header: ['Person', 'Team', 'Active hours', 'Idle hours', 'Touches', 'Denials', 'Hidden hours'],
            rows: people.map(({ name, team, activeMs, idleMs, touches, denials, hiddenMs }) => [
              name,
              team,
              activeMs / 3_600_000,
              idleMs / 3_600_000,
              touches,
              denials,
              hiddenMs / 3_600_000,
            ]),
          })}
        />
      }
    >
      <table className={styles.people}>
        <thead>
          <tr>
            {sortLink('name', 'Person', false)}
            <th scope="col" className={styles.day}>
              <span className={styles.invisible}>Day</span>
              <div ref={measured}>{width > 0 && <TimeAxis extent={extent} zone={zone} width={width} />}</div>
            </th>
            {columns.map(({ key, name }) => sortLink(key, name, true))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row" className={styles.name}>
                <Link
                  to={to({
                    filters: { ...view.filters, user: view.filters.user === person.id ? undefined : person.id },
                  })}
                  title={view.filters.user === person.id ? 'Show everybody' : `Show only ${person.name}`}
                >
                  {person.name}
                </Link>
                {person.sample && (
                  <span className={styles.sample} title="Made by the sample generator, not by anybody's work">
                    sample
                  </span>
                )}
                {!person.observable && !isUnobserved(person) && (
                  <span
                    className={styles.sample}
                    title="Windows cannot be seen on this person’s computer now: no time is no sign of no work"
                  >
                    not observable now
                  </span>
                )}
              </th>
              <td className={styles.day}>
                <div>
                  {isUnobserved(person) ? (
                    <p className={styles.unobserved}>
                      Not observable: windows cannot be seen on this person’s <Link to="/devices">computer</Link>
                    </p>
                  ) : (
                    width > 0 && (
                      <Ribbon
                        stretches={person.ribbon}
                        extent={extent}
                        zone={zone}
                        width={width}
                        height={people.length > 8 ? 18 : 24}
                        now={now}
                        label={`${person.name}'s day`}
                        onOpen={(stretch) =>
                          go({
                            drilldown: { list: 'spans', user: person.id, from: stretch.startedAt, to: stretch.endedAt },
                          })
                        }
                      />
                    )
                  )}
                </div>
              </td>
              {isUnobserved(person) ? (
                columns.map(({ key }) => (
                  <td key={key} className={styles.number} title="not observable">
                    –
                  </td>
                ))
              ) : (
                <>
                  <td className={styles.number}>
                    <MetricLink
                      drilldown={{ list: 'spans', user: person.id, presence: 'active' }}
                      label={`Active time, ${person.name}`}
                    >
                      {duration(person.activeMs)}
                    </MetricLink>
                  </td>
                  <td className={styles.number}>
                    <MetricLink
                      drilldown={{ list: 'spans', user: person.id, presence: 'idle' }}
                      label={`Idle time, ${person.name}`}
                      className={styles.quiet}
                    >
                      {duration(person.idleMs)}
                    </MetricLink>
                  </td>
                  <td className={styles.number}>
                    <MetricLink drilldown={{ list: 'touches', user: person.id }} label={`Touches, ${person.name}`}>
                      {count(person.touches)}
                    </MetricLink>
                  </td>
                  <td className={styles.number}>
                    <MetricLink
                      drilldown={{ list: 'spans', user: person.id, kind: 'any' }}
                      label={`Hidden work, ${person.name}`}
                    >
                      <HiddenShare person={person} />
                    </MetricLink>
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.legend}>
        <Legend shades={['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away']} />
      </div>
    </Card>
  )
}

/** Nothing was recorded, because nothing could be: that is not zero. */
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
