import { alertChannels } from '../../../../src/server/alerts/deliver.ts'
import { evaluateAlerts } from '../../../../src/server/alerts/evaluate.ts'
import { takeDeliveries } from '../../../../src/server/delivery/outbox.ts'
import { sendWebhook } from '../../../../src/server/alerts/send-webhook.ts'
import { parseNetworks } from '../../../../src/server/delivery/networks.ts'
import { readSettings } from '../../../../src/server/settings/settings-store.ts'
import { openTenant } from '../../support/open-tenant.ts'

// A process that raises alerts and is killed: `raised`, before it sends them; `sent`, before it stores their delivery.
const [place = '', when, nowText] = process.argv.slice(2)
const now = Number(nowText)
const [database] = (await openTenant(place)).databases
if (!database) throw new Error('no tenant was opened')
await evaluateAlerts(database, now)
if (when === 'sent') {
  const { body } = await readSettings(database, 'alerting')
  for (const delivery of await takeDeliveries(database, alertChannels, now, 20)) {
    const [webhook] = body.webhooks
    if (webhook) {
      await sendWebhook(webhook, delivery, {
        ...{ now, timeoutMs: 60_000, stop: new AbortController().signal },
        networks: parseNetworks('127.0.0.0/8'),
      })
    }
  }
}
process.kill(process.pid, 'SIGKILL')
