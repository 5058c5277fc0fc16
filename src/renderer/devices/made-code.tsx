import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { clock, day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './devices-screen.module.css'

/** A code that was just made, which nobody can read again. @param prefix of the tenant's addresses */
export function MadeCode({
  made: { code, person, approval, expiresAt },
  prefix,
  onDone,
}: {
  readonly made: NewEnrollmentCode
  readonly prefix: string
  readonly onDone: () => void
}) {
  const t = useTranslations('devices.codes')
  const zone = useTeamZone()
  const until = `${day(expiresAt, zone)}, ${clock(expiresAt, zone)}`
  return (
    <Banner
      kind="done"
      action={
        <Button small onClick={onDone}>
          {t('done')}
        </Button>
      }
    >
      {person === null
        ? t.rich(approval ? 'madeWithApproval' : 'madeForNobody', { until, strong })
        : t.rich(person.devices > 0 ? 'madeSecond' : 'made', {
            name: person.name,
            count: person.devices,
            until,
            strong,
          })}
      <ToCopy label={t('code')} text={code} />
      <ToCopy
        label={t('command')}
        text={`--endpoint ${window.location.origin}${prefix} --enroll ${code} --hidden --autostart on`}
      />
    </Banner>
  )
}

/** A line of text with a button that copies it; where the browser does not let it, the line is selected. */
function ToCopy({ label, text }: { readonly label: string; readonly text: string }) {
  const t = useTranslations('devices.codes')
  const [isCopied, setCopied] = useState(false)
  return (
    <div className={styles.copy}>
      <Field label={label}>
        {(input) => (
          <span className={styles.line}>
            <input {...input} readOnly value={text} onFocus={(event) => event.target.select()} />
            <Button
              small
              aria-label={`${t('copy')}: ${label}`}
              onClick={(event) => {
                event.currentTarget.parentElement?.querySelector('input')?.select()
                navigator.clipboard?.writeText(text).then(
                  () => setCopied(true),
                  () => setCopied(false),
                )
              }}
            >
              {t(isCopied ? 'copied' : 'copy')}
            </Button>
          </span>
        )}
      </Field>
    </div>
  )
}
