import { createTransport } from 'nodemailer'
import { SECOND_MS } from '../../shared/time.ts'
import { DeliveryFailed } from './delivery-failed.ts'

/** A receiver that takes longer counts as failed. */
export const SEND_TIMEOUT_MS = 10 * SECOND_MS
/** Why nothing is sent without an SMTP server. */
export const NO_SMTP = 'TOUCHLEDGER_SMTP_URL is not set, so no email is sent'

export interface EmailTarget {
  readonly from: string
  readonly to: string[]
}

export interface EmailBody {
  readonly subject: string
  readonly text: string
}

/** A file that comes with a message. */
export interface Attachment {
  readonly filename: string
  readonly contentType: string
  readonly content: Buffer
}

export interface EmailMessage extends EmailBody {
  /** The same at every attempt, so that mail programs recognize a repetition. */
  readonly id: string
  readonly attachments?: readonly Attachment[]
}

/** Sends email through an SMTP server. */
export interface Mailer {
  /** @throws DeliveryFailed */
  send(target: EmailTarget, message: EmailMessage): Promise<void>
}

/** The endpoint's mailer; null: no SMTP server is known. */
export const openMailer = (smtpUrl: string | undefined): Mailer | null =>
  smtpUrl === undefined ? null : createMailer(smtpUrl, SEND_TIMEOUT_MS)

/** @param smtpUrl `smtp://user:password@host:port` or `smtps://…` */
export function createMailer(smtpUrl: string, timeoutMs: number): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message is plain text; it is never a path or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ from, to }, { id, subject, text, attachments = [] }) => {
      try {
        const messageId = `<${id}@touchledger>`
        await transport.sendMail({ from, to, subject, text, messageId, attachments: [...attachments] })
      } catch (error) {
        throw new DeliveryFailed(textOf(error))
      }
    },
  }
}

/** nodemailer's messages quote addresses and the server's reply. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the mail server did not accept the message'
  if ('responseCode' in error && typeof error.responseCode === 'number') {
    return `the mail server answered ${error.responseCode}`
  }
  return 'code' in error && typeof error.code === 'string'
    ? `the mail server could not be reached (${error.code})`
    : 'the mail server did not accept the message'
}
