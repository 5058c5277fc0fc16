import { useTranslations } from 'use-intl'
import type { AuditEntry } from '../../shared/contract/audit.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import styles from './audit-screen.module.css'
import { objectText, peopleText, periodText } from './entry-text.ts'

const EVERYBODY = 1000

/** All that an entry says. */
export function EntryDetail({ entry }: { readonly entry: AuditEntry }) {
  const t = useTranslations('audit')
  const tAccounts = useTranslations('accounts')
  const zone = useTeamZone()
  const { object, actorKind, actorId, people, periodFrom, periodTo, roles, tokenName, before, after, requestId, hash } =
    entry
  const shown = objectText(entry)
  const fields: readonly (readonly [name: string, value: string | null])[] = [
    [t('field.device'), actorKind === 'device' ? actorId : null],
    [t('field.object'), shown === null || shown === object ? object : `${shown} (${object})`],
    [t('field.people'), people.length === 0 ? null : peopleText(people, EVERYBODY)],
    [t('field.period'), people.length === 0 ? null : periodText(periodFrom, periodTo, zone)],
    [
      t('field.roles'),
      roles.length === 0
        ? null
        : [
            roles.map((role) => tAccounts(`role.${role}`)).join(', '),
            ...(tokenName === null ? [] : [t('byToken', { token: tokenName })]),
          ].join(', '),
    ],
    [t('field.before'), before === null ? null : JSON.stringify(before, null, 1)],
    [t('field.after'), after === null ? null : JSON.stringify(after, null, 1)],
    [t('field.request'), requestId],
    [t('field.hash'), hash],
  ]
  return (
    <dl className={styles.detail}>
      {fields.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
