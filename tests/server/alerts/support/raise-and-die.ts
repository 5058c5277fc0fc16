import { evaluateAlerts } from '../../../../src/server/alerts/evaluate.ts'
import { takeDeliveries } from '../../../../src/server/alerts/outbox.ts'
import { sendWebhook } from '../../../../src/server/alerts/send-webhook.ts'
import { openPglite } from '../../../../src/server/database/pglite.ts'
import { openPostgres } from '../../../../src/server/database/postgres.ts'
import { readSettings } from '../../../../src/server/settings/settings-store.ts'

// A process that raises alerts and is killed: `raised`, before it sends them; `sent`, after its receiver has them and before that is kept.
const [place = '', when, nowText] = process.argv.slice(2)
const now = Number(nowText)
const database = place.startsWith('postgres:') ? openPostgres(place) : await openPglite(place)
await evaluateAlerts(database, 'main', now)
if (when === 'sent') {
  const { body } = await readSettings(database, 'main', 'alerting')
  for (const delivery of await takeDeliveries(database, 'main', now)) {
    const [webhook] = body.webhooks
    if (webhook) {
      await sendWebhook(webhook, delivery, { now, timeoutMs: 60_000, stop: new AbortController().signal })
    }
  }
}
process.kill(process.pid, 'SIGKILL')
