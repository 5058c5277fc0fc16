import { createTransport } from 'nodemailer'
import { DeliveryFailed } from './delivery-failed.ts'
import type { EmailBody } from './messages.ts'

export interface EmailTarget {
  readonly from: string
  readonly to: readonly string[]
}

/** Takes e-mails to the server of an SMTP URL. */
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
    // A message is text that we made; it is never a path or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ from, to }, { id, subject, text }) => {
      try {
        // The same at every attempt, so that mail programs can tell a repetition.
        await transport.sendMail({ from, to: [...to], subject, text, messageId: `<${id}@touchledger>` })
      } catch (error) {
        throw new DeliveryFailed(wordsFor(error))
      }
    },
  }
}

/** nodemailer's own texts quote addresses and what the server said. */
function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return 'the mail was not taken'
  if ('responseCode' in error && typeof error.responseCode === 'number') {
    return `the mail server answered ${error.responseCode}`
  }
  return 'code' in error && typeof error.code === 'string'
    ? `the mail server was not reached (${error.code})`
    : 'the mail was not taken'
}
