import type { PolicyToRead } from '../../shared/contract/clients.ts'
import type { NoticeText } from '../../shared/contract/notice.ts'
import { carryDefaults } from '../../shared/contract/ruleset.ts'
import { displayLocale } from '../text/locale.ts'
import { translator } from '../text/translator.ts'
import { capitalized } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import { lengthOfTime } from '../ui/length-of-time.ts'

const t = translator('myDay.policy')

const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(displayLocale, { type: 'conjunction' }).format(names)

/** What the notice does not say: the thresholds and rules in force, a sentence each. */
export function policySections(read: PolicyToRead): NoticeText['sections'] {
  const { policy, rules, claimNumberRules, fieldHosts, ownIdleRules, retention } = read
  const { privatePrograms = [] } = policy.privacy ?? {}
  const time = (ms: number) => ({ time: lengthOfTime(ms) })
  return [
    {
      heading: t('heading.idle'),
      lines: [
        t('idle', time(policy.idleAfterMs)),
        ...Object.entries(policy.idleAfterMsByActivity ?? {}).map(([activity, ms]) =>
          t('idleOfActivity', { activity: capitalized(activityLabel(activity)), ...time(ms) }),
        ),
        ...(ownIdleRules > 0 ? [t('ownIdle', { count: ownIdleRules })] : []),
        t('gap', time(policy.maxGapMs)),
        t(policy.observeCalls === true ? 'callsObserved' : 'callsNotObserved'),
        t(policy.inputCounts === true ? 'inputCounted' : 'inputNotCounted'),
      ],
    },
    {
      heading: t('heading.work'),
      lines: [
        t('touch', time(policy.touchGapMs)),
        t('carry', {
          within: lengthOfTime(policy.carryWithinMs ?? carryDefaults.carryWithinMs),
          longest: lengthOfTime(policy.carryForMs ?? carryDefaults.carryForMs),
        }),
      ],
    },
    {
      heading: t('heading.hidden'),
      lines: [
        t('recheck', time(policy.recheckWithinMs)),
        t('visit', time(policy.visitGapMs)),
        t('documentation', time(policy.documentationNearMs)),
      ],
    },
    { heading: t('heading.sending'), lines: [t('sending', time(policy.syncEveryMs)), t('signed')] },
    ...(retention ? [{ heading: t('heading.keeping'), lines: [t('kept', retention)] }] : []),
    {
      heading: t('heading.rules'),
      lines: [
        t('rules', { count: rules }),
        t('claimNumbers', { count: claimNumberRules }),
        fieldHosts.length === 0 ? t('noFields') : t('fields', { hosts: listed(fieldHosts) }),
        t('unclassified'),
        ...(privatePrograms.length > 0 ? [t('privatePrograms', { programs: listed(privatePrograms) })] : []),
        t(policy.privacy?.weeklyCounts === false ? 'noWeeklyCounts' : 'weeklyCounts'),
      ],
    },
  ]
}
