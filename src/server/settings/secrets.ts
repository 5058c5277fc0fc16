import type { AlertingSettings, Settings, SettingsAnswer, SettingsName } from '../../shared/contract/settings.ts'
import { problem } from '../errors/problem.ts'

/** Stands for a secret in answers. Sent back with the address that the secret is for, it leaves the stored one unchanged. */
export const SECRET_MASK = '*'.repeat(16)

/** A settings answer as it may leave the endpoint. */
export const withoutSecrets = <Name extends SettingsName>(answer: SettingsAnswer<Name>): SettingsAnswer<Name> => ({
  ...answer,
  body: maskedBody(answer.name, answer.body),
})

/** A document without its secrets. */
export function maskedBody<Name extends SettingsName>(name: Name, body: Settings<Name>): Settings<Name> {
  if (name !== 'alerting') return body
  const alerting = body as AlertingSettings
  const webhooks = alerting.webhooks.map((webhook) => ({ ...webhook, secret: SECRET_MASK }))
  return { ...alerting, webhooks } as Settings<Name>
}

/**
 * A document with its masked secrets replaced by those of the document before it, or else of the version that it restores.
 * A secret is bound to its address: messages signed with it go nowhere else.
 * @throws HttpProblem 422 `bad_settings` where there is no stored secret for the address.
 */
export function withStoredSecrets<Name extends SettingsName>(
  name: Name,
  body: Settings<Name>,
  stored: Settings<Name>,
  restored?: Settings<SettingsName>,
): Settings<Name> {
  if (name !== 'alerting') return body
  const known = (stored as AlertingSettings).webhooks
  const given = body as AlertingSettings
  const webhooks = given.webhooks.map((webhook, index) => {
    if (webhook.secret !== SECRET_MASK) return webhook
    const before = known.find(({ id }) => id === webhook.id)
    if (before?.url === webhook.url) return { ...webhook, secret: before.secret }
    const earlier = (restored as AlertingSettings | undefined)?.webhooks.find(({ id }) => id === webhook.id)
    if (earlier) return { ...webhook, secret: earlier.secret }
    const detail = before
      ? 'enter the secret again: its address has changed'
      : 'a new webhook needs a secret of its own'
    throw problem(422, 'bad_settings', 'The alerting settings have errors; nothing was changed.', {
      errors: [{ pointer: `/webhooks/${index}/secret`, detail }],
    })
  })
  return { ...given, webhooks } as Settings<Name>
}
