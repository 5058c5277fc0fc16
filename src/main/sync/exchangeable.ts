import type {
  HealthSink,
  LooksSource,
  NoticeSink,
  OfferSink,
  RulesSource,
  Transport,
  UpdateSource,
} from './transport.ts'

/** Everything that a device asks of its endpoint. */
export type Wire = Transport & RulesSource & HealthSink & NoticeSink & LooksSource & OfferSink & UpdateSource

/** A transport that is exchanged for another one while it is in use, as when the device enrolls again. */
export const exchangeable = (first: Wire): { readonly wire: Wire; readonly exchange: (next: Wire) => void } => {
  let current = first
  return {
    wire: {
      send: (batch, signal) => current.send(batch, signal),
      fetchRules: () => current.fetchRules(),
      sendHealth: (health) => current.sendHealth(health),
      sendOffer: (window) => current.sendOffer(window),
      sendWeek: (week) => current.sendWeek(week),
      sendAcknowledgment: (signed) => current.sendAcknowledgment(signed),
      fetchLooks: (cursor) => current.fetchLooks(cursor),
      fetchUpdate: (version) => current.fetchUpdate(version),
      fetchReleaseFile: (version, name, from, signal) => current.fetchReleaseFile(version, name, from, signal),
    },
    exchange(next) {
      current = next
    },
  }
}
