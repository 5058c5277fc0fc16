import type { AlertingSettings, Settings, SettingsAnswer, SettingsName } from '../../shared/contract/settings.ts'
import { problem } from '../errors/problem.ts'

/** Stands for a secret in answers. Sent back, it leaves the stored one unchanged. */
export const SECRET_MASK = '*'.repeat(16)

/** A settings answer as it may leave the endpoint. */
export function withoutSecrets<Name extends SettingsName>(answer: SettingsAnswer<Name>): SettingsAnswer<Name> {
  if (!isAlerting(answer)) return answer
  const webhooks = answer.body.webhooks.map((webhook) => ({ ...webhook, secret: SECRET_MASK }))
  return { ...answer, body: { ...answer.body, webhooks } }
}

/**
 * A document with its masked secrets replaced by those of the document before it.
 * @throws HttpProblem 422 `bad_settings` where there is no stored secret.
 */
export function withStoredSecrets<Name extends SettingsName>(
  name: Name,
  body: Settings<Name>,
  before: Settings<Name>,
): Settings<Name> {
  if (name !== 'alerting') return body
  const known = (before as AlertingSettings).webhooks
  const given = body as AlertingSettings
  const webhooks = given.webhooks.map((webhook, index) => {
    if (webhook.secret !== SECRET_MASK) return webhook
    const secret = known.find(({ id }) => id === webhook.id)?.secret
    if (secret === undefined) {
      throw problem(422, 'bad_settings', 'The alerting settings have errors; nothing was changed.', {
        errors: [{ pointer: `/webhooks/${index}/secret`, detail: 'a new webhook needs a secret of its own' }],
      })
    }
    return { ...webhook, secret }
  })
  return { ...given, webhooks } as Settings<Name>
}

function isAlerting(answer: SettingsAnswer): answer is SettingsAnswer<'alerting'> {
  return answer.name === 'alerting'
}
