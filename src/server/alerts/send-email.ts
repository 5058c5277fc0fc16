import { createTransport } from 'nodemailer'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import { DeliveryFailed } from './delivery-failed.ts'
import type { EmailBody } from './messages.ts'

export type EmailTarget = Pick<NonNullable<AlertingSettings['email']>, 'from' | 'to'>

/** Sends email through an SMTP server. */
export interface Mailer {
  /** @throws DeliveryFailed */
  send(target: EmailTarget, message: EmailBody & { readonly id: string }): Promise<void>
}

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
    send: async ({ from, to }, { id, subject, text }) => {
      try {
        // The same at every attempt, so that mail programs recognize a repetition.
        await transport.sendMail({ from, to, subject, text, messageId: `<${id}@touchledger>` })
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
