import type { AnnotationRecord } from '../../shared/contract/annotation.ts'
import { translator } from '../text/translator.ts'
import { activityLabel } from './labels.ts'

const t = translator('myDay.annotations')

/** What somebody says of their time, in a sentence. */
export function annotationText({
  dispute,
  note,
  activity,
  proposedActivity,
}: Pick<AnnotationRecord, 'dispute' | 'note' | 'activity' | 'proposedActivity'>): string {
  const recorded = activityLabel(activity ?? 'unclassified')
  const said =
    dispute === null
      ? null
      : proposedActivity === null
        ? t(`said.${dispute}`, { activity: recorded })
        : t('saidProposed', { activity: recorded, proposed: activityLabel(proposedActivity) })
  return [said, note === null ? null : t('quoted', { note })].filter((part) => part !== null).join(' ')
}
