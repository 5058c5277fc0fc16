import { IDLE_OF_ACTIVITY, type RulesChange } from '../../shared/contract/rules-change.ts'
import { translator } from '../text/translator.ts'
import { activityLabel, inSentence } from '../ui/labels.ts'
import { lengthOfTime } from '../ui/length-of-time.ts'

const t = translator('myDay.rulesChanges')

/** A change of the rules, a sentence each. */
export function rulesChangeSentences({ added, changed, removed, reordered, policy }: RulesChange): readonly string[] {
  const sentences = [
    ...(added + changed + removed > 0 ? [t('rules', { added, changed, removed })] : []),
    ...(reordered ? [t('reordered')] : []),
    ...policy.map(policySentence),
  ]
  return sentences.length > 0 ? sentences : [t('nothing')]
}

function policySentence({ name, before, after }: RulesChange['policy'][number]): string {
  if (name === 'pauseMinutesPerDay')
    return typeof after === 'number' ? t('pauses', { minutes: after }) : t('pausesUnlimited')
  if (name === 'weeklyCounts') return t(after === true ? 'weeklyCounts' : 'noWeeklyCounts')
  if (name === 'observeCalls') return t(after === true ? 'callsObserved' : 'callsNotObserved')
  if (name === 'recordOutsideHours') return t(after === true ? 'outsideHours' : 'onlyInHours')
  if (typeof before === 'string' || typeof after === 'string') return textSentence(name, String(after))
  if (typeof before === 'boolean' || typeof after === 'boolean') return t(after ? 'inputCounted' : 'inputNotCounted')
  const lengths = { before: lengthOfTime(before), after: lengthOfTime(after) }
  if (name.startsWith(IDLE_OF_ACTIVITY)) {
    const activity = inSentence(activityLabel(name.slice(IDLE_OF_ACTIVITY.length)))
    return t('idleOfActivity', { activity, ...lengths })
  }
  return isNamed(name) ? t(`policy.${name}`, lengths) : t('other', { name, ...lengths })
}

function textSentence(name: string, after: string): string {
  if (name === 'contact') return after === '' ? t('noContact') : t('contact', { after })
  if (name === 'privatePrograms') return after === '' ? t('noPrivatePrograms') : t('privatePrograms', { after })
  if (name === 'workingHours') return after === '' ? t('noHours') : t('hours', { after })
  return t('other', { name, before: '', after })
}

const named = [
  'idleAfterMs',
  'touchGapMs',
  'visitGapMs',
  'recheckWithinMs',
  'documentationNearMs',
  'carryWithinMs',
  'carryForMs',
  'maxGapMs',
  'clockStepMs',
  'syncEveryMs',
] as const

function isNamed(name: string): name is (typeof named)[number] {
  return named.some((known) => known === name)
}
