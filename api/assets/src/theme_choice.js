import { keep, recall } from './storage.js'

/** The radio buttons of the user menu: as the machine, light, dark. */
export function startTheme() {
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll('[data-theme-choice]'))
  const now = recall('theme') ?? 'auto'
  for (const choice of choices) {
    choice.checked = choice.value === now
    choice.addEventListener('change', () => choose(choice.value))
  }
}

/** @param {string} theme */
function choose(theme) {
  const fixed = theme === 'light' || theme === 'dark'
  keep('theme', fixed ? theme : null)
  if (fixed) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
}
