/** A message did not arrive; the text is for admins and holds neither addresses nor secrets. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
}
