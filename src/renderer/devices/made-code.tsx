import { useTranslations } from 'use-intl'
import type { NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { dayAndClock } from '../ui/format.ts'
import { MadeBanner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { enrollCommand } from './enroll-command.ts'
import { nameWithEmail } from './person-fields.tsx'

/** A code that was just made, which nobody can read again. @param prefix of the tenant's addresses */
export function MadeCode({
  made: { code, person, approval, pool, expiresAt },
  prefix,
  onDone,
}: {
  readonly made: NewEnrollmentCode
  readonly prefix: string
  readonly onDone: () => void
}) {
  const t = useTranslations('devices.codes')
  const zone = useTeamZone()
  const until = dayAndClock(expiresAt, zone)
  return (
    <MadeBanner done={t('done')} onDone={onDone}>
      {person === null
        ? t.rich(approval ? 'madeWithApproval' : 'madeForNobody', { until, strong })
        : t.rich(pool !== null ? 'madeOfPool' : person.devices > 0 ? 'madeSecond' : 'made', {
            name: nameWithEmail(person),
            count: person.devices,
            pool: pool ?? '',
            until,
            strong,
          })}
      <CopyLine label={t('code')} text={code} />
      <CopyLine label={t('command')} text={enrollCommand(prefix, code)} />
    </MadeBanner>
  )
}
