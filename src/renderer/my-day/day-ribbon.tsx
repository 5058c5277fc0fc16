import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MyDay } from '../../shared/contract/clients.ts'
import type { Shade } from '../../shared/contract/reports.ts'
import { Legend } from '../ribbon/legend.tsx'
import { Ribbon, TimeAxis } from '../ribbon/ribbon.tsx'
import { clipped, workingExtent } from '../ribbon/ribbon-geometry.ts'
import { clock, duration } from '../ui/format.ts'
import { segmentLabel, shadeLabels } from '../ui/labels.ts'
import { strong } from '../ui/rich-text.tsx'
import { useWidth } from '../ui/use-width.ts'
import styles from './my-day-screen.module.css'

const shades: readonly Shade[] = ['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away', 'paused']

/** The day as a ribbon of activities, with the details of the segment that is pointed at. */
export function DayRibbon({ day, zone, now }: { readonly day: MyDay; readonly zone: string; readonly now: number }) {
  const t = useTranslations('myDay.ribbon')
  const [measured, width] = useWidth<HTMLDivElement>()
  const [pointed, setPointed] = useState<MyDay['ribbon'][number] | null>(null)
  const extent = useMemo(() => workingExtent([day.ribbon]) ?? { from: day.from, to: day.to }, [day])
  const visible = useMemo(() => clipped(day.ribbon, extent), [day.ribbon, extent])
  return (
    <section className={styles.ribbonCard} aria-label={t('region')}>
      <div ref={measured}>
        {width > 0 && (
          <>
            <TimeAxis extent={extent} zone={zone} width={width} />
            <Ribbon
              segments={visible}
              extent={extent}
              zone={zone}
              width={width}
              height={64}
              now={now}
              label={t('label')}
              onPoint={setPointed}
            />
          </>
        )}
      </div>
      <p className={styles.pointed} aria-hidden="true">
        {pointed
          ? t.rich('segment', {
              strong,
              from: clock(pointed.startedAt, zone),
              to: clock(pointed.endedAt, zone),
              activity: segmentLabel(pointed),
              shade: shadeLabels[pointed.shade],
              duration: duration(pointed.endedAt - pointed.startedAt),
            })
          : t('pointAt')}
      </p>
      <Legend shades={shades} amount={(shade) => duration(day.byShade[shade] ?? 0)} />
    </section>
  )
}
