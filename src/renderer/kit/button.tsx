import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'plain' | 'quiet' | undefined
}

export function Button({ kind = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={[styles.button, styles[kind], className].filter(Boolean).join(' ')} />
}
