import { useCallback, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { MyTouch } from '../../shared/contract/clients.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, clock, duration, NO_DATA } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import { HiddenTags } from '../ui/tag.tsx'
import { Token } from '../ui/token.tsx'
import type { DayCardProps } from './day-card-props.ts'
import { TouchAnnotations } from './touch-annotations.tsx'
import styles from './my-day-screen.module.css'

/** The touches of a day; each can be noted or disputed. */
export function TouchesCard({ day, zone, desktop, onChanged }: DayCardProps) {
  const t = useTranslations('myDay.touches')
  const columns = useMemo(() => touchColumns(zone), [zone])
  const { touches } = day
  const say = useCallback(
    (touch: MyTouch) => (
      <TouchAnnotations touch={touch} day={day} zone={zone} desktop={desktop} onChanged={onChanged} />
    ),
    [day, zone, desktop, onChanged],
  )
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {touches.length === 0 ? (
        <p className={styles.sub}>{t('empty')}</p>
      ) : (
        <DataTable
          rows={touches}
          columns={columns}
          noun={t('noun')}
          ofThisComputer
          rowKey={keyOf}
          detail={day.annotatable ? { label: t('say'), shortLabel: t('sayShort'), of: say } : undefined}
        />
      )}
    </Card>
  )
}

const keyOf = ({ claimToken, startedAt }: MyTouch) => `${claimToken} ${startedAt}`

function touchColumns(zone: string): Columns<MyTouch> {
  const t = translator('myDay.touches')
  return [
    {
      id: 'denial',
      header: t('denial'),
      sortBy: (touch) => touch.claimToken,
      cell: (touch) => <Token token={touch.claimToken} />,
    },
    {
      id: 'activity',
      header: t('activity'),
      sortBy: (touch) => touch.activity,
      cell: (touch) => capitalized(activityLabel(touch.activity)),
    },
    {
      id: 'system',
      header: t('system'),
      sortBy: (touch) => touch.system ?? '',
      cell: (touch) => touch.system ?? NO_DATA,
    },
    {
      id: 'from',
      header: t('time'),
      sortBy: (touch) => touch.startedAt,
      cell: (touch) => `${clock(touch.startedAt, zone)} – ${clock(touch.endedAt, zone)}`,
    },
    {
      id: 'active',
      header: t('active'),
      numeric: true,
      sortBy: (touch) => touch.activeMs,
      cell: (touch) => duration(touch.activeMs),
    },
    {
      id: 'hidden',
      header: t('hidden'),
      sortBy: (touch) => touch.hiddenKinds.join(),
      cell: (touch) => <HiddenTags kinds={touch.hiddenKinds} />,
    },
  ]
}
