import { z } from 'zod'
import { instant } from './answer-fields.ts'
import { epochMs, fourBytes } from './fields.ts'
import { workingHoursSchema } from './privacy.ts'

const version = fourBytes.min(1)
const textHash = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex')

/** By the person at the screen, or by whoever started the agent with `--accept-notice`. */
export const acknowledgedHow = ['read', 'command_line'] as const

/** That the notice of what is recorded was acknowledged on a device. */
export const noticeAcknowledgmentSchema = z.strictObject({
  version,
  /** Of the text that was shown, with what the policy decided then. */
  textHash,
  /** The policy in force is part of this version of the rules; 0: before the device had any. */
  rulesVersion: fourBytes.min(0),
  /** By the device's clock. */
  acknowledgedAt: epochMs,
  how: z.enum(acknowledgedHow),
})
export type NoticeAcknowledgment = z.infer<typeof noticeAcknowledgmentSchema>

/** `POST /v1/device/notice`: signed by the device's key (host/notice-signature.ts). */
export const signedAcknowledgmentSchema = noticeAcknowledgmentSchema.extend({
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/, '64 bytes in base64url'),
})
export type SignedAcknowledgment = z.infer<typeof signedAcknowledgmentSchema>

/** `GET /v1/notice-acknowledgments`: with all that is needed to check the signature. */
export const noticeAcknowledgmentRow = signedAcknowledgmentSchema.extend({
  deviceId: z.string(),
  userId: z.string(),
  userName: z.string(),
  publicKey: z.string().describe('that of the device which signed, Ed25519, base64url'),
  receivedAt: instant,
})
export type NoticeAcknowledgmentRow = z.output<typeof noticeAcknowledgmentRow>

/** What the policy decides of what is recorded. An acknowledgment covers these terms, and others that record no more. */
export const noticeTermsSchema = z.strictObject({
  inputCounts: z.boolean(),
  /** Null: none are set. */
  workingHours: workingHoursSchema.nullable(),
  recordOutsideHours: z.boolean(),
  /** Null: pauses have no limit. */
  pauseMinutesPerDay: z.number().int().nullable(),
  /** Of windows without a rule. Version 1 of the notice did not tell of them, and a journal from then has no such field. */
  weeklyCounts: z.boolean().default(false),
  /** Of programs that use the microphone. Version 2 of the notice did not tell of them. */
  observeCalls: z.boolean().default(false),
})
export type NoticeTerms = z.infer<typeof noticeTermsSchema>

/** The notice in plain words. */
export interface NoticeText {
  readonly version: number
  readonly title: string
  readonly introduction: string
  readonly sections: readonly { readonly heading: string; readonly lines: readonly string[] }[]
}

/** The notice as a window shows it. */
export interface NoticeToRead {
  readonly text: NoticeText
  readonly textHash: string
  /** Version of the rules whose policy is in force; 0: there are none yet. */
  readonly rulesVersion: number
  /** Nothing is recorded until it is acknowledged. */
  readonly due: boolean
  /** Whether an earlier notice, or other terms, were acknowledged before. */
  readonly changed: boolean
  /** The latest acknowledgment on this computer; null: none. */
  readonly acknowledged: NoticeAcknowledgment | null
}

/** Which text the person has read. */
export const noticeReadSchema = noticeAcknowledgmentSchema.pick({ version: true, textHash: true })
export type NoticeRead = z.infer<typeof noticeReadSchema>
