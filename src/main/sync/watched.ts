import type { RulesSource, SendResult, Transport } from './transport.ts'

/** The same transport; `onResult` gets each attempt's result before the sender does. */
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
