/** A failed attempt. The message is for admins and contains no addresses and no secrets. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
  /** Trying again would change nothing. */
  readonly isFinal: boolean

  constructor(message: string, { isFinal = false }: { readonly isFinal?: boolean } = {}) {
    super(message)
    this.isFinal = isFinal
  }
}
