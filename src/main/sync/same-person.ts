import { EnrollmentFailed } from './enroll.ts'

interface Person {
  readonly userId: string
  readonly userName: string
  readonly email?: string | undefined
}

/**
 * What is held in a journal must not be sent as somebody else's. An endpoint that was restored may know the person by another id.
 * @throws EnrollmentFailed `other_person`
 */
export const assertSamePerson = (before: Person | undefined, now: Person): void => {
  if (before === undefined || before.userId === now.userId) return
  // Two people can have one name, never one e-mail address.
  const isSame =
    before.email !== undefined && now.email !== undefined
      ? before.email.toLowerCase() === now.email.toLowerCase()
      : before.userName === now.userName
  if (isSame) return
  throw new EnrollmentFailed(
    'other_person',
    `Not enrolled: the code is for ${now.userName}, and this computer has recorded the work of ${before.userName}. ` +
      `Ask for a code for ${before.userName}, or start the agent with another data folder (--data).`,
  )
}
