import { hash, verify } from '@node-rs/argon2'
import { problem } from '../errors/problem.ts'

/** How passwords are stored: Argon2id with the library's own parameters (19 MiB, 2 passes), those of OWASP. */
export const hashPassword = (password: string): Promise<string> => hash(password)

/** Compared with where there is no account, so that the time of an answer does not tell. */
let nobodys: Promise<string> | undefined

/** @param passwordHash null: nobody's, which no password fits */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  nobodys ??= hash('no password fits this one')
  const isRight = await verify(passwordHash ?? (await nobodys), password)
  return isRight && passwordHash !== null
}

/** @throws HttpProblem 422 `bad_password` for a password that who knows the person guesses first. */
export function checkPassword(
  password: string,
  { email, name }: { readonly email: string; readonly name: string },
): void {
  const text = password.toLowerCase()
  const guessed = [email, email.split('@')[0] ?? '', name, 'touchledger'].filter((part) => part.length >= 4)
  if (!guessed.some((part) => text.includes(part.toLowerCase()))) return
  throw problem(
    422,
    'bad_password',
    'The password contains your name, your e-mail address or the name of this program. Choose another one.',
    {
      errors: [{ pointer: '/password', detail: 'contains a name or the e-mail address' }],
    },
  )
}
