/** A failed attempt. The message is for admins and contains no addresses and no secrets. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
}
