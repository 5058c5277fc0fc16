import { z } from 'zod'

/** What is kept of a person who was deleted, so that nothing of them comes back: ids and hashes, no name. */
export const deletionSchema = z.object({
  /** Id of the recorded person, or of the account of one who was never recorded. */
  personId: z.string(),
  accountIds: z.array(z.string()),
  deviceIds: z.array(z.string()),
  /** Of the devices' public keys, those before the last one too. */
  keyHashes: z.array(z.string()),
  /** Epoch ms. */
  deletedAt: z.number().int(),
})
export type Deletion = z.infer<typeof deletionSchema>
