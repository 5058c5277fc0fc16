import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { translator } from '../text/translator.ts'
import { duration } from '../ui/format.ts'
import { annotationText } from '../ui/annotation-text.ts'
import { activityLabel, hiddenKindLabel, manualTimeKindLabels, presenceLabels } from '../ui/labels.ts'

const t = translator('myDay.sent')

/** A record as one sentence. */
export function recordText(record: DeviceRecord): string {
  switch (record.kind) {
    case 'span': {
      const { activity, presence, system, attribution, remote, claimFrom, call } = record
      const values = {
        duration: duration(record.endedAt - record.startedAt),
        activity: activity === null ? presenceLabels[presence] : activityLabel(activity),
      }
      const window = system === null ? t('span', values) : t('spanIn', { ...values, system })
      const known = remote ? t('remote', { span: window }) : window
      const span = call ? t('call', { span: known }) : known
      if (attribution)
        return t('attributed', { span, how: attribution === 'seen' ? (claimFrom ?? attribution) : attribution })
      return presence === 'idle' && activity !== null ? t('idle', { span }) : span
    }
    case 'touch':
      return t('touch', { duration: duration(record.activeMs), revision: record.revision })
    case 'hidden_tag':
      return t('hiddenTag', { kind: hiddenKindLabel(record.hiddenKind), seq: record.spanSeq })
    case 'manual_time':
      return t(record.withdrawn ? 'manualTimeRemoved' : 'manualTime', {
        duration: duration(record.endedAt - record.startedAt),
        kind: manualTimeKindLabels[record.manualTimeKind],
        revision: record.revision,
      })
    case 'input_counts': {
      const sum = (name: 'keys' | 'pointer') => record.minutes.reduce((total, minute) => total + minute[name], 0)
      return t('inputCounts', { keys: sum('keys'), pointer: sum('pointer') })
    }
    case 'private_time':
      return t('privateTime', { duration: duration(record.endedAt - record.startedAt) })
    case 'annotation':
      return record.withdrawn
        ? t('annotationWithdrawn', { revision: record.revision })
        : t('annotation', { text: annotationText(record), revision: record.revision })
    case 'removed':
      return t('removed')
    case 'connectivity':
      return t(record.cause === 'network' ? 'noNetwork' : 'unreachable')
  }
}
