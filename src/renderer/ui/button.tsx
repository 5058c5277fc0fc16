import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'plain' | 'quiet' | undefined
  readonly small?: boolean | undefined
}

export function Button({ kind = 'plain', small = false, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      data-small={small ? '' : undefined}
      className={[styles.button, styles[kind], className].filter(Boolean).join(' ')}
    />
  )
}
