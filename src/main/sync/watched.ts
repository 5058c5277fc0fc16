import type { RulesSource, SendResult, Transport } from './transport.ts'

/** The same transport; `onResult` hears what comes of each attempt, before whoever sends does. */
export const watched = (
  transport: Transport & RulesSource,
  onResult: (result: SendResult) => void,
): Transport & RulesSource => ({
  async send(batch, signal) {
    const result = await transport.send(batch, signal)
    onResult(result)
    return result
  },
  fetchRules: () => transport.fetchRules(),
})
